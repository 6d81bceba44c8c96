using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Engines;
using Saccade.Training.Benchmarks;

namespace Saccade.Cli.Bench;

/// <summary><c>saccade bench</c>: times a workload.</summary>
internal static class BenchCommand
{
    public static ExitCode Run(BenchOptions options, CommandContext context)
    {
        var display = new ProgressDisplay(context.Console);
        using var engine = new Engine(options.Threads ?? 0, options.Rounds > 1 ? ConvolutionCost.Measure(context.Console.Time) : null);
        display.Status(() => "preparing ...");
        var workload = Prepare(options, engine, context);
        if (options.Export is { } folder)
            workload.Export(engine, folder);
        display.Status(() => "timing ...");
        var measured = Benchmark.Run(engine, workload, options.Rounds, context.Console.Time, context.Cancellation);
        display.Clear();
        var result = BenchResult.Of(options, workload, measured, engine.Threads);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static Workload Prepare(BenchOptions options, Engine engine, CommandContext context) => options.Case switch
    {
        BenchCase.Network network => OfNetwork(network, options, engine, context),
        BenchCase.Neurons => new NeuronWorkload(options.Steps ?? BenchOptions.UsualNeuronSteps, options.Neurons ?? BenchOptions.UsualNeurons, options.Backward),
        _ => new LinearNeuronWorkload(
            options.Size ?? BenchOptions.UsualSize, options.Backward, options.Steps ?? LinearNeuronWorkload.PublishedSteps, options.Batch ?? LinearNeuronWorkload.PublishedSamples),
    };

    private static NetworkWorkload OfNetwork(BenchCase.Network which, BenchOptions options, Engine engine, CommandContext context)
    {
        int batch = options.Batch ?? NetworkSource.UsualBatch;
        var source = options.Model is { } model
            ? NetworkSource.Of(model, options.Data, options.Steps, batch, options.Threads, context)
            : NetworkSource.Of(which.BuiltIn, options.Steps, batch);
        source.Prepare(engine, options.Firing);
        return which.Trains ? new TrainingWorkload(source.Network, source.Input, source.Card) { Recomputes = options.Recompute } : new InferenceWorkload(source.Network, source.Input, source.Card);
    }

    private static void Write(BenchResult result, TextWriter writer)
    {
        writer.WriteLine($"{result.Case}{(result.Model is null ? "" : $" with {result.Model}")}{(result.Data is null ? "" : $" on {result.Data}")}: {Size(result)}, {Text.Count(result.Threads, "thread")}");
        writer.WriteLine();
        var limits = result.Limits;
        new Fields()
            .Add("machine", result.Processor)
            .Add("limits", $"1 thread {Rates(limits.Flops, limits.Bandwidth)}; {Text.Count(limits.Threads, "thread")} {Rates(limits.AllFlops, limits.AllBandwidth)}")
            .Add("time", $"{Seconds(result.SecondsPerSample)} a sample; a run {Seconds(result.Seconds)}, spread {Text.Percent(result.Spread)}, best {Seconds(result.BestSeconds)} of {Text.Count(result.Rounds, "round")}")
            .Add("dense floor", $"{Seconds(result.DenseFloorSeconds)} a run, {Text.Percent(result.ShareOfLimit)} of the time ({(result.Bytes > 0 ? $"{Text.Number(result.Bytes / 1e9)} GB" : $"{Text.Number(result.DenseFlops / 1e9)} GFLOP")})")
            .Add("memory", $"peak {Text.Bytes(result.PeakBytes)}{(result.PeakIsOfTheRounds ? "" : " of the whole process")}, of which tensors {Text.Bytes(result.PoolPeakBytes)}")
            .Add("firing", result.Firing is { } f ? $"{Text.Percent(f.Min)} to {Text.Percent(f.Max)} of neurons at a step, {Text.Percent(f.Mean)} in the mean of the layers" : null)
            .Add("convolutions", Paths(result.KernelUse))
            .Write(writer);
    }

    private static string Size(BenchResult result)
        => $"T = {result.Steps}, {(result.Neurons is { } n ? Text.Count(n, "neuron") : $"batch {result.Batch}")}{(result.Size is { } s ? $", {s} to {s}" : "")}{(result.Backward == true ? ", with gradients" : "")}";

    private static string Rates(double flops, double bandwidth) => $"{Text.Number(flops / 1e9, "0")} GFLOP/s, copy {Text.Number(bandwidth / 1e9, "0.0")} GB/s";

    private static string Seconds(double seconds) => $"{Text.Number(seconds * 1e3, seconds < 0.1 ? "0.000" : "0.0")} ms";

    private static string? Paths(KernelUse use)
        => use is { DenseForward: 0, SparseForward: 0 }
            ? null
            : $"{Text.Count(use.DenseForward, "image")} dense, {Text.Count(use.SparseForward)} sparse{(use is { DenseWeight: 0, SparseWeight: 0, TiledWeight: 0 } ? "" : $"; gradients of weights {Text.Count(use.DenseWeight)} dense, {Text.Count(use.SparseWeight)} sparse, {Text.Count(use.TiledWeight)} by transforms")}";
}

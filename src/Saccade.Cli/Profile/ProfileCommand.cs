using Saccade.Cli.Bench;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Engines;
using Saccade.Training.Benchmarks;

namespace Saccade.Cli.Profile;

/// <summary><c>saccade profile</c>: times the layers of a network.</summary>
internal static class ProfileCommand
{
    public static ExitCode Run(ProfileOptions options, CommandContext context)
    {
        int batch = options.Batch ?? NetworkSource.UsualBatch;
        var cost = options.Rounds > 1 ? ConvolutionCost.Measure(context.Console.Time) : ConvolutionCost.Usual;
        using var engine = new Engine(options.Threads ?? 0, cost);
        var source = BuiltInNetwork.Find(options.Model) is { } builtIn
            ? NetworkSource.Of(builtIn, options.Steps, batch)
            : NetworkSource.Of(options.Model, options.Data, options.Steps, batch, options.Threads, context);
        source.Prepare(engine, options.Firing);
        var profile = LayerProfiler.Run(engine, source.Network, source.Input, options.Train, options.Rounds, context.Console.Time, context.Cancellation);
        var result = ProfileResult.Of(options, profile, engine.Threads, cost);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(ProfileResult result, TextWriter writer)
    {
        writer.WriteLine($"{result.Model}{(result.Data is null ? "" : $" on {result.Data}")}: T = {result.Steps}, batch {result.Batch}, {Text.Count(result.Threads, "thread")}, median of {Text.Count(result.Rounds, "pass", "passes")}");
        writer.WriteLine($"{result.Processor}, peak {Text.Number(result.Limits.FlopsOf(result.Threads) / 1e9, "0")} GFLOP/s");
        writer.WriteLine($"convolutions: {(result.CostIsMeasured ? "measured" : "assumed")} {Text.Number(result.ConvolutionCost.CyclesPerVisit, "0.0")} cycles a visit and {Text.Number(result.ConvolutionCost.CyclesPerEntry, "0.00")} an active input; sparse where that is below the dense product");
        writer.WriteLine();
        var table = new TextTable("layer", "<kind", "<output", "forward ms", "share", "backward ms", "input density", "<path", "<gradient of weights", "of limit", "output");
        foreach (var layer in result.Layers)
            table.Add(Row(layer, result));
        table.Add(
            "sum", "", "", Milliseconds(result.ForwardSeconds), "", Milliseconds(result.BackwardSeconds), "", "", "", Text.Percent(result.ShareOfLimit),
            Text.Bytes(result.Layers.Sum(l => l.OutputBytes)));
        table.Write(writer);
        if (result.LossSeconds is { } loss)
            writer.WriteLine($"loss, forward and backward: {Milliseconds(loss)} ms");
    }

    private static string[] Row(ProfileRow layer, ProfileResult result) =>
    [
        layer.Name, layer.Description, layer.Output, Milliseconds(layer.ForwardSeconds), Text.Percent(layer.ForwardSeconds / result.ForwardSeconds), Milliseconds(layer.BackwardSeconds),
        Text.Percent(layer.InputDensity), Path(layer.KernelUse), Gradient(layer.KernelUse),
        layer.DenseFlops > 0 ? Text.Percent(layer.ShareOfLimit) : "", Text.Bytes(layer.OutputBytes),
    ];

    private static string Milliseconds(double? seconds) => seconds is { } s ? Text.Number(s * 1e3, "0.000") : "";

    /// <summary>Which way a layer was computed where there are two.</summary>
    private static string Path(KernelUse use) => use switch
    {
        { NormalizedNeurons: > 0 } => "with batch norm",
        { Neurons: > 0 } => "alone",
        _ => Images(use.DenseForward, use.SparseForward),
    };

    private static string Gradient(KernelUse use) => use.TiledWeight > 0 ? "transforms" : Images(use.DenseWeight, use.SparseWeight);

    private static string Images(long dense, long sparse) => (dense, sparse) switch
    {
        (0, 0) => "",
        (_, 0) => "dense",
        (0, _) => "sparse",
        _ => $"{Text.Count(dense)} dense, {Text.Count(sparse)} sparse",
    };
}

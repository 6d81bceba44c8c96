using Saccade.Cli.Bench;
using Saccade.Cli.Doctor;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Tensors.Engines;
using Saccade.Training.Benchmarks;

namespace Saccade.Cli.Profile;

/// <summary>Options of <c>saccade profile</c>.</summary>
internal sealed record ProfileOptions : ICommandOptions
{
    public const int UsualRounds = 5;

    private const int MostSteps = 10_000, MostBatch = 10_000, MostRounds = 100_000;

    public required string Model { get; init; }

    public string? Data { get; init; }

    public int? Steps { get; init; }

    public int? Batch { get; init; }

    public int? Threads { get; init; }

    public int Rounds { get; init; } = UsualRounds;

    public bool Train { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        var ranges = new[]
        {
            BenchOptions.Range("--steps", Steps, MostSteps), BenchOptions.Range("--batch", Batch, MostBatch), BenchOptions.Range("--rounds", Rounds, MostRounds),
            CommonOptions.ThreadsProblem(Threads),
        };
        foreach (string problem in ranges.OfType<string>())
            yield return problem;
        if (Data is not null && NetworkSource.Find(Model) is not null)
            yield return $"--data {Data}: recordings become frames as a model file says; name one instead of {Model}";
    }
}

/// <summary><c>saccade profile</c>: times the layers of a network.</summary>
internal static class ProfileCommand
{
    public static ExitCode Run(ProfileOptions options, CommandContext context)
    {
        int batch = options.Batch ?? NetworkSource.UsualBatch;
        using var engine = new Engine(options.Threads ?? 0);
        var source = NetworkSource.Find(options.Model) is { } builtIn
            ? NetworkSource.Of(builtIn, options.Steps, batch)
            : NetworkSource.Of(options.Model, options.Data, options.Steps, batch, options.Threads, context);
        if (source.Card is null)
            Firing.Settle(engine, source.Network, source.Input);
        var profile = LayerProfiler.Run(engine, source.Network, source.Input, options.Train, options.Rounds, context.Console.Time, context.Cancellation);
        var result = ProfileResult.Of(options, profile, engine.Threads);
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
        writer.WriteLine();
        var table = new TextTable("layer", "<kind", "<output", "forward ms", "share", "backward ms", "input density", "dense images", "sparse images", "of limit", "output");
        foreach (var layer in result.Layers)
            table.Add(Row(layer, result));
        table.Add(
            "sum", "", "", Milliseconds(result.ForwardSeconds), "", Milliseconds(result.BackwardSeconds), "", Some(result.Layers.Sum(l => l.KernelUse.DenseForward)),
            Some(result.Layers.Sum(l => l.KernelUse.SparseForward)), Text.Percent(result.ShareOfLimit), Text.Bytes(result.Layers.Sum(l => l.OutputBytes)));
        table.Write(writer);
        if (result.LossSeconds is { } loss)
            writer.WriteLine($"loss, forward and backward: {Milliseconds(loss)} ms");
    }

    private static string[] Row(ProfileRow layer, ProfileResult result) =>
    [
        layer.Name, layer.Description, layer.Output, Milliseconds(layer.ForwardSeconds), Text.Percent(layer.ForwardSeconds / result.ForwardSeconds), Milliseconds(layer.BackwardSeconds),
        Text.Percent(layer.InputDensity), Some(layer.KernelUse.DenseForward), Some(layer.KernelUse.SparseForward),
        layer.DenseFlops > 0 ? Text.Percent(layer.ShareOfLimit) : "", Text.Bytes(layer.OutputBytes),
    ];

    private static string Milliseconds(double? seconds) => seconds is { } s ? Text.Number(s * 1e3, "0.000") : "";

    private static string Some(long count) => count == 0 ? "" : Text.Count(count);
}

/// <summary>The result of <c>saccade profile</c> for programs.</summary>
internal sealed record ProfileResult(
    string Model,
    string? Data,
    int Steps,
    int Batch,
    int Threads,
    int Rounds,
    IReadOnlyList<ProfileRow> Layers,
    double ForwardSeconds,
    double? BackwardSeconds,
    double? LossSeconds,
    double DenseFlops,
    double ShareOfLimit,
    MachineLimits Limits,
    string Processor,
    string Version)
{
    public static ProfileResult Of(ProfileOptions options, NetworkProfile profile, int threads)
    {
        double flops = profile.Layers.Sum(l => l.DenseFlops);
        return new ProfileResult(
            options.Model, options.Data, profile.Steps, profile.Samples, threads, options.Rounds, [.. profile.Layers.Select(ProfileRow.Of)],
            profile.ForwardSeconds, profile.BackwardSeconds, profile.LossSeconds, flops, flops / profile.Limits.FlopsOf(threads) / profile.ForwardSeconds,
            profile.Limits, Machine.Processor(), ProductVersion.Text);
    }
}

/// <summary>A layer of a profile.</summary>
internal sealed record ProfileRow(
    string Name,
    string Description,
    string Output,
    double ForwardSeconds,
    double? BackwardSeconds,
    double InputDensity,
    KernelUse KernelUse,
    double DenseFlops,
    double ShareOfLimit,
    long OutputBytes)
{
    public static ProfileRow Of(LayerProfile layer)
        => new(
            layer.Name, layer.Description.Title, layer.Output.ToString(), layer.ForwardSeconds, layer.BackwardSeconds, layer.InputDensity,
            layer.KernelUse, layer.DenseFlops, layer.ShareOfLimit, layer.OutputBytes);
}

using Saccade.Cli.Doctor;
using Saccade.Cli.Hosting;
using Saccade.Tensors.Engines;
using Saccade.Training.Benchmarks;
using Saccade.Training.RunLog;

namespace Saccade.Cli.Bench;

/// <summary>The result of <c>saccade bench</c> for programs.</summary>
internal sealed record BenchResult(
    string Case,
    string? Model,
    string? Data,
    int Steps,
    int Batch,
    int? Neurons,
    int? Size,
    bool? Backward,
    int Threads,
    int Rounds,
    double Seconds,
    double BestSeconds,
    double Spread,
    double SecondsPerSample,
    long PeakBytes,
    bool PeakIsOfTheRounds,
    long PoolPeakBytes,
    FiringSummary? Firing,
    IReadOnlyList<LayerRate> FiringRates,
    double DenseFlops,
    double Bytes,
    double DenseFloorSeconds,
    double ShareOfLimit,
    KernelUse KernelUse,
    MachineLimits Limits,
    string Processor,
    string Version)
{
    public static BenchResult Of(BenchOptions options, Workload workload, BenchmarkResult r, int threads)
    {
        bool network = options.Case is BenchCase.Network;
        return new BenchResult(
            options.Case.Name, options.Model, options.Data, workload.Steps, workload.Samples,
            options.Case is BenchCase.Neurons ? options.Neurons ?? BenchOptions.UsualNeurons : null,
            options.Case is BenchCase.LinearNeurons ? options.Size ?? BenchOptions.UsualSize : null,
            network ? null : options.Backward, threads, r.Rounds, r.Seconds, r.BestSeconds, r.Spread, r.SecondsPerSample, r.PeakBytes, r.PeakIsOfTheRounds, r.PoolPeakBytes,
            FiringSummary.Of(r.FiringRates), r.FiringRates, r.DenseFlops, r.Bytes, r.DenseFloorSeconds, r.ShareOfLimit, r.KernelUse, r.Limits, Machine.Processor(), ProductVersion.Text);
    }
}

/// <summary>Firing rates of the layers in three numbers; the mean is over layers.</summary>
internal sealed record FiringSummary(double Min, double Mean, double Max)
{
    public static FiringSummary? Of(IReadOnlyList<LayerRate> rates)
        => rates.Count == 0 ? null : new FiringSummary(rates.Min(r => r.Rate), rates.Average(r => r.Rate), rates.Max(r => r.Rate));
}

/// <summary>What <c>saccade bench</c> can time.</summary>
/// <param name="Name">As it is written on the command line.</param>
internal abstract record BenchCase(string Name)
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<BenchCase> All { get; } =
    [
        .. from builtIn in BuiltInNetwork.All
           from trains in (bool[])[true, false]
           select new Network($"{builtIn.Name}-{(trains ? "train" : "infer")}", builtIn, trains),
        new Neurons("lif"),
        new LinearNeurons("linear-lif"),
    ];

    /// <summary>A whole network.</summary>
    public sealed record Network(string Name, BuiltInNetwork BuiltIn, bool Trains) : BenchCase(Name);

    /// <summary>Neurons alone.</summary>
    public sealed record Neurons(string Name) : BenchCase(Name);

    /// <summary>A linear layer and neurons.</summary>
    public sealed record LinearNeurons(string Name) : BenchCase(Name);
}

using Saccade.Tensors.Engines;
using Saccade.Training.RunLog;

namespace Saccade.Training.Benchmarks;

/// <summary>What timing a workload gave.</summary>
internal sealed record BenchmarkResult
{
    /// <summary>How often it was timed.</summary>
    public required int Rounds { get; init; }

    /// <summary>Seconds of a run, the median of the rounds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds of the fastest round.</summary>
    public required double BestSeconds { get; init; }

    /// <summary>Half the distance of the quartiles, relative to the median.</summary>
    public required double Spread { get; init; }

    /// <summary>The median divided by the samples of a run.</summary>
    public required double SecondsPerSample { get; init; }

    /// <summary>The largest resident set of the process while it was timed, in bytes; of its whole life where <see cref="PeakIsOfTheRounds"/> says so.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Whether <see cref="PeakBytes"/> covers the timed rounds only.</summary>
    public required bool PeakIsOfTheRounds { get; init; }

    /// <summary>The most bytes that the engine lent to tensors at once.</summary>
    public required long PoolPeakBytes { get; init; }

    /// <summary>How often each layer of neurons fires.</summary>
    public required IReadOnlyList<LayerRate> FiringRates { get; init; }

    /// <summary>Images of a run by the path that convolutions took for them.</summary>
    public required KernelUse KernelUse { get; init; }

    /// <summary>Operations of a run if nothing were left out for being 0; 0 where memory is the limit.</summary>
    public required double DenseFlops { get; init; }

    /// <summary>Bytes that a run must move; 0 where operations are the limit.</summary>
    public required double Bytes { get; init; }

    /// <summary>Seconds that a run would take at the machine's limit without leaving anything out.</summary>
    public required double DenseFloorSeconds { get; init; }

    /// <summary>The floor divided by the median; above 1 where sparsity gains more than the kernels lose.</summary>
    public required double ShareOfLimit { get; init; }

    /// <summary>The machine's limits, measured after the rounds.</summary>
    public required MachineLimits Limits { get; init; }
}

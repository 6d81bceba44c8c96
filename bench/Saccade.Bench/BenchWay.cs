namespace Saccade.Bench;

/// <summary>One way to compute something.</summary>
/// <param name="Label">For example dense or sparse.</param>
/// <param name="Run">Computes it once.</param>
internal sealed record BenchWay(string Label, Action Run)
{
    /// <summary>Floating-point operations of the dense computation, or 0; a fused multiply-add counts as two.</summary>
    public double Flops { get; init; }

    /// <summary>Bytes that must be read and written, or 0 where operations are the limit.</summary>
    public double Bytes { get; init; }

    /// <summary>Threads that share the work.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Samples that one run treats, or 0.</summary>
    public int Samples { get; init; }

    /// <summary>Events that one run reads, writes or counts, or 0.</summary>
    public int Events { get; init; }

    /// <summary>What else is worth knowing.</summary>
    public string Note { get; init; } = "";
}

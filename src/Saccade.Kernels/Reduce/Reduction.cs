namespace Saccade.Kernels.Reduce;

/// <summary>What becomes of the elements along an axis.</summary>
public enum Reduction
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The largest; NaN are ignored, minus infinity if there is nothing else. A zero result is +0.</summary>
    Max,

    /// <summary>The index of the largest, of equal ones the first; NaN are ignored, 0 if there is nothing else.</summary>
    ArgMax,
}

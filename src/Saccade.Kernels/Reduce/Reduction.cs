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

/// <summary>A row-major buffer seen along one axis: [outer, length, inner].</summary>
/// <param name="Outer">Elements of all axes outside.</param>
/// <param name="Length">Extent of the axis.</param>
/// <param name="Inner">Elements of all axes inside; 1 for the innermost axis.</param>
internal readonly record struct AxisExtents(int Outer, int Length, int Inner)
{
    /// <summary>Elements of the buffer.</summary>
    public int Count => Outer * Length * Inner;

    /// <summary>Elements that remain when the axis is reduced to one.</summary>
    public int Others => Outer * Inner;
}

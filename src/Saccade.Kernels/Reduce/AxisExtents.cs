namespace Saccade.Kernels.Reduce;

/// <summary>A row-major buffer seen along one axis: [outer, length, inner].</summary>
/// <param name="Outer">Elements of all axes outside.</param>
/// <param name="Length">Extent of the axis.</param>
/// <param name="Inner">Elements of all axes inside; 1 for the innermost axis.</param>
public readonly record struct AxisExtents(int Outer, int Length, int Inner)
{
    /// <summary>Elements of the buffer.</summary>
    public int Count => Outer * Length * Inner;

    /// <summary>Elements that remain when the axis is reduced to one.</summary>
    public int Others => Outer * Inner;
}

using Saccade.Kernels.Reduce;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>A part of an axis. The gradient is 0 outside the part.</summary>
public sealed class SliceOp : Operation
{
    private readonly AxisExtents _extents;
    private readonly int _start;
    private readonly int _length;
    private readonly Tensor _x;

    private SliceOp(AxisExtents extents, int start, int length, Tensor x, Tensor output)
        : base(output) => (_extents, _start, _length, _x) = (extents, start, length, x);

    /// <summary>Takes <paramref name="length"/> elements along an axis from <paramref name="start"/> on.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The letter of the axis, which stays.</param>
    /// <param name="start">The first index.</param>
    /// <param name="length">Number of elements, from 0.</param>
    /// <exception cref="ArgumentException">There is no such axis, or two of that name, or the part goes beyond it.</exception>
    public static Tensor Apply(Tensor x, char axis, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(x);
        int index = NamedAxes.Find(x.Shape, axis, "slice");
        if (start < 0 || length < 0 || start > x.Shape[index] - length)
            throw new ArgumentException($"slice: {length} elements from {start} on along {axis} of shape {x.Shape}, expected a part of {x.Shape[index]}");
        var extents = NamedAxes.Along(x.Shape, index);
        var y = x.Tape.Make(x.Shape.With(index, length), x.RequiresGradient);
        x.Tape.Kernels.CopyAlong(extents, x.Storage, start, extents with { Length = length }, y.Storage, 0, length);
        return x.Tape.Record(new SliceOp(extents, start, length, x, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Zeros(_x);
        back.Kernels.CopyAlong(_extents with { Length = _length }, outputGradient, 0, _extents, dx.Storage, _start, _length);
        back.Deliver(_x, dx);
    }
}

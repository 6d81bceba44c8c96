using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>The same values under another shape. The gradient is the same values under the old shape.</summary>
public sealed class ReshapeOp : Operation
{
    private readonly Tensor _x;

    private ReshapeOp(Tensor x, Tensor output)
        : base(output) => _x = x;

    /// <summary>Applies the new shape; the values are copied.</summary>
    /// <exception cref="ArgumentException">The shapes differ in their number of elements.</exception>
    public static Tensor Apply(Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        ShapeErrors.RequireCount(x.Shape, shape.Count, $"as many elements as {shape}", "reshape", "input");
        var y = x.Tape.Make(shape, x.RequiresGradient);
        y.IsFired = x.IsFired;
        x.Tape.Kernels.Copy(x.Storage, y.Storage);
        return x.Tape.Record(new ReshapeOp(x, y));
    }

    /// <summary>[T, N, H, W, C] to [T, N, F], features in the order H, W, C.</summary>
    public static Tensor Flatten(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeErrors.RequireAxes(x.Shape, "TNHWC", "flatten");
        return Apply(x, new Shape("TNF", x.Shape[0], x.Shape[1], x.Shape[2] * x.Shape[3] * x.Shape[4]));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.Copy(outputGradient, dx.Storage);
        back.Deliver(_x, dx);
    }
}

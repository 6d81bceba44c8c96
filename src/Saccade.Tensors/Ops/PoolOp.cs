using Saccade.Kernels.Pooling;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Pooling of every image of [T, N, H, W, C]. Average: the gradient spreads evenly over the window; max: it goes to the
/// first maximum.
/// </summary>
public sealed class PoolOp : Operation
{
    private readonly PoolGeometry _geometry;
    private readonly Tensor _x;
    private readonly bool _max;

    private PoolOp(PoolGeometry geometry, Tensor x, bool max, Tensor output)
        : base(output) => (_geometry, _x, _max) = (geometry, x, max);

    /// <summary>Mean of each window; padding counts as zeros (PyTorch's <c>count_include_pad=True</c>).</summary>
    /// <param name="geometry">Extents.</param>
    /// <param name="x">[T, N, H, W, C].</param>
    /// <returns>[T, N, OH, OW, C].</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public static Tensor Average(PoolGeometry geometry, Tensor x)
    {
        var y = x.Tape.Make(OutputShape(geometry, x), x.RequiresGradient);
        y.IsFired = x.IsFired;
        x.Tape.Kernels.AveragePool(geometry, x.Maps, y.Storage);
        return x.Tape.Record(new PoolOp(geometry, x, max: false, y));
    }

    /// <summary>Largest value of each window; padding never wins. Of spikes that are kept as bits it is their logical or, and so kept.</summary>
    /// <inheritdoc cref="Average"/>
    public static Tensor Max(PoolGeometry geometry, Tensor x)
    {
        var shape = OutputShape(geometry, x);
        if (x.Source is SpikeBits spikes && spikes.Pooled(geometry, shape) is { } pooled)
        {
            var later = x.Tape.MakeLater(shape, x.RequiresGradient);
            (later.Source, later.IsFired) = (pooled, x.IsFired);
            return x.Tape.Record(new PoolOp(geometry, x, max: true, later));
        }

        var y = x.Tape.Make(shape, x.RequiresGradient);
        y.IsFired = x.IsFired;
        x.Tape.Kernels.MaxPool(geometry, x.Storage, y.Storage);
        return x.Tape.Record(new PoolOp(geometry, x, max: true, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        if (_max)
            back.Kernels.MaxPoolGradient(_geometry, _x.Storage, outputGradient, dx.Storage);
        else
            back.Kernels.AveragePoolGradient(_geometry, outputGradient, dx.Storage);
        back.Deliver(_x, dx);
    }

    private static Shape OutputShape(in PoolGeometry g, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeErrors.Require(x.Shape, "TNHWC", 2, [g.Input.Height, g.Input.Width, g.Channels], "pooling", "input");
        return new Shape("TNHWC", x.Shape[0], x.Shape[1], g.Output.Height, g.Output.Width, g.Channels);
    }
}

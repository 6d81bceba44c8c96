using Saccade.Kernels.Matrix;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>The same elements with the axes in another order. The gradient is put back into the old order.</summary>
public sealed class PermuteOp : Operation
{
    private readonly Tensor _x;

    private PermuteOp(Tensor x, Tensor output)
        : base(output) => _x = x;

    /// <summary>Orders the axes.</summary>
    /// <param name="x">Any shape whose axes have different names.</param>
    /// <param name="axes">The letters of all axes in their new order.</param>
    /// <exception cref="ArgumentException">The letters are not those of the axes.</exception>
    public static Tensor Apply(Tensor x, string axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        bool fits = axes.Order().SequenceEqual(x.Shape.Axes.Order()) && axes.Distinct().Count() == axes.Length;
        if (!fits)
            throw new ArgumentException($"permute: input has shape {x.Shape}, expected its axes in the order {axes}, each of them once");
        var shape = new Shape(axes, [.. axes.Select(axis => x.Shape[axis])]);
        var y = x.Tape.Make(shape, x.RequiresGradient);
        x.Tape.Kernels.Permute(Plan(x.Shape, shape), x.Storage, y.Storage);
        return x.Tape.Record(new PermuteOp(x, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.Permute(Plan(Output.Shape, _x.Shape), outputGradient, dx.Storage);
        back.Deliver(_x, dx);
    }

    private static Permutation Plan(Shape from, Shape to)
        => new(to.Extents, [.. to.Axes.Select(axis => NamedAxes.Product(from.Extents[(from.Axes.IndexOf(axis, StringComparison.Ordinal) + 1)..]))]);
}

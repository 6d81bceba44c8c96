using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * scale + shift, with mean and biased variance over the innermost axis. Gradients: with
/// h the normalised input and g = dy scale, dx = (g - mean(g) - h mean(g h)) / deviation; of scale the sum of dy h, of shift that of dy.
/// </summary>
public sealed class LayerNormOp : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly double _epsilon;

    private LayerNormOp(Tensor x, Tensor scale, Tensor shift, double epsilon, Tensor output)
        : base(output) => (_x, _scale, _shift, _epsilon) = (x, scale, shift, epsilon);

    /// <summary>Normalises.</summary>
    /// <param name="x">[..., C].</param>
    /// <param name="scale">[C].</param>
    /// <param name="shift">[C].</param>
    /// <param name="epsilon">What keeps the root away from 0.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or the operands are of several tapes.</exception>
    public static Tensor Apply(Tensor x, Tensor scale, Tensor shift, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(shift);
        if (x.Shape.Rank == 0 || x.Shape[^1] == 0)
            throw new ArgumentException($"layer norm: input has shape {x.Shape}, expected at least one feature on the innermost axis");
        string expected = $"[C {x.Shape[^1]}] for input {x.Shape}";
        ShapeErrors.RequireCount(scale.Shape, x.Shape[^1], expected, "layer norm", "scale");
        ShapeErrors.RequireCount(shift.Shape, x.Shape[^1], expected, "layer norm", "shift");
        ShapeErrors.RequireOneTape("layer norm", x, scale, shift);
        var y = x.Tape.Make(x.Shape, x.RequiresGradient || scale.RequiresGradient || shift.RequiresGradient);
        x.Tape.Kernels.LayerNorm(x.Storage, scale.Storage, shift.Storage, epsilon, y.Storage);
        return x.Tape.Record(new LayerNormOp(x, scale, shift, epsilon, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        var products = back.Fresh(_x);
        back.Kernels.LayerNormGradient(outputGradient, _x.Storage, _scale.Storage, _epsilon, dx.Storage, products.Storage);
        Sum(back, products.Storage, _scale);
        Sum(back, outputGradient, _shift);
        back.Return(products);
        back.Deliver(_x, dx);
    }

    private void Sum(BackwardPass back, ReadOnlyStorage rows, Tensor to)
    {
        if (!to.RequiresGradient)
            return;
        var sums = back.Fresh(to);
        back.Kernels.ColumnSums(_x.ShardsOf(..^1), rows, sums.Storage);
        back.Deliver(to, sums);
    }
}

using Saccade.Kernels.Elementwise;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>A scalar: sum of x w, element by element. Gradients: dx = w, dw = x, each times that of the result.</summary>
public sealed class DotOp : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _weights;

    private DotOp(Tensor x, Tensor weights, Tensor output)
        : base(output) => (_x, _weights) = (x, weights);

    /// <summary>Multiplies and adds up tensors of equal shape; they may be the same tensor.</summary>
    /// <exception cref="ArgumentException">The shapes or the tapes differ.</exception>
    public static Tensor Apply(Tensor x, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weights);
        ShapeErrors.RequireSame(x.Shape, weights.Shape, "dot");
        ShapeErrors.RequireOneTape("dot", x, weights);
        var y = x.Tape.Make(new Shape("F", 1), x.RequiresGradient || weights.RequiresGradient);
        x.Tape.Kernels.Dot(x.ShardsOf(..), x.Storage, weights.Storage, y.Storage);
        return x.Tape.Record(new DotOp(x, weights, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        Deliver(back, _x, _weights, outputGradient);
        Deliver(back, _weights, _x, outputGradient);
    }

    private static void Deliver(BackwardPass back, Tensor to, Tensor other, ReadOnlyStorage gradient)
    {
        if (!to.RequiresGradient)
            return;
        var d = back.Fresh(to);
        back.Kernels.Binary(BinaryFunction.Multiply, other.Storage, gradient, d.Storage, new Broadcast([other.Shape.Count], [other.Shape.Count], [1]));
        back.Deliver(to, d);
    }
}

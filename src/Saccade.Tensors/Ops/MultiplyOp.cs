using Saccade.Tensors.Autograd;

namespace Saccade.Tensors.Ops;

/// <summary>z = x y, element by element. Gradients: dx = y dz, dy = x dz.</summary>
public sealed class MultiplyOp : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _y;

    private MultiplyOp(Tensor x, Tensor y, Tensor output)
        : base(output) => (_x, _y) = (x, y);

    /// <summary>Multiplies tensors of equal shape; they may be the same tensor.</summary>
    /// <exception cref="ArgumentException">The shapes or the tapes differ.</exception>
    public static Tensor Apply(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ShapeErrors.RequireSame(x.Shape, y.Shape, "multiply");
        ShapeErrors.RequireOneTape("multiply", x, y);
        var z = x.Tape.Make(x.Shape, x.RequiresGradient || y.RequiresGradient);
        x.Tape.Kernels.Multiply(x.Memory, y.Memory, z.Memory);
        return x.Tape.Record(new MultiplyOp(x, y, z));
    }

    internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        Deliver(back, _x, _y, outputGradient);
        Deliver(back, _y, _x, outputGradient);
    }

    private static void Deliver(BackwardPass back, Tensor to, Tensor other, ReadOnlyMemory<float> gradient)
    {
        if (!to.RequiresGradient)
            return;
        var d = back.Fresh(to);
        back.Kernels.Multiply(gradient, other.Memory, d.Memory);
        back.Deliver(to, d);
    }
}

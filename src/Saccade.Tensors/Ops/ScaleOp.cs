using Saccade.Tensors.Autograd;

namespace Saccade.Tensors.Ops;

/// <summary>y = f x with a constant f. Gradient: dx = f dy.</summary>
public sealed class ScaleOp : Operation
{
    private readonly Tensor _x;
    private readonly float _factor;

    private ScaleOp(Tensor x, float factor, Tensor output)
        : base(output) => (_x, _factor) = (x, factor);

    /// <summary>Multiplies every element.</summary>
    public static Tensor Apply(Tensor x, float factor)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Tape.Make(x.Shape, x.RequiresGradient);
        x.Tape.Kernels.Scale(x.Memory, factor, y.Memory);
        return x.Tape.Record(new ScaleOp(x, factor, y));
    }

    internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.Scale(outputGradient, _factor, dx.Memory);
        back.Deliver(_x, dx);
    }
}

using Saccade.Tensors.Autograd;

namespace Saccade.Tensors.Ops;

/// <summary>y = max(x, 0). Gradient: dy where x is above 0, else 0.</summary>
public sealed class ReluOp : Operation
{
    private readonly Tensor _x;

    private ReluOp(Tensor x, Tensor output)
        : base(output) => _x = x;

    /// <summary>Applies the activation to any shape.</summary>
    public static Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Tape.Make(x.Shape, x.RequiresGradient);
        x.Tape.Kernels.Relu(x.Memory, y.Memory);
        return x.Tape.Record(new ReluOp(x, y));
    }

    internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.ReluGradient(_x.Memory, outputGradient, dx.Memory);
        back.Deliver(_x, dx);
    }
}

using Saccade.Tensors.Autograd;

namespace Saccade.Tensors.Ops;

/// <summary>y = x - log(sum(exp(x))) over the innermost axis. Gradient: dx = dy - softmax(x) * sum(dy).</summary>
public sealed class LogSoftmaxOp : Operation
{
    private readonly Tensor _x;

    private LogSoftmaxOp(Tensor x, Tensor output)
        : base(output) => _x = x;

    /// <summary>Applies it to logits [..., K].</summary>
    public static Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Tape.Make(x.Shape, x.RequiresGradient);
        x.Tape.Kernels.LogSoftmax(x.Memory, x.Shape[^1], y.Memory);
        return x.Tape.Record(new LogSoftmaxOp(x, y));
    }

    internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.LogSoftmaxGradient(Output.Memory, outputGradient, Output.Shape[^1], dx.Memory);
        back.Deliver(_x, dx);
    }
}

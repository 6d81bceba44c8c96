using Saccade.Tensors.Autograd;

namespace Saccade.Tensors.Ops;

/// <summary>A scalar: the sum of all elements. Gradient: that of the result, for every element.</summary>
public sealed class SumOp : Operation
{
    private readonly Tensor _x;

    private SumOp(Tensor x, Tensor output)
        : base(output) => _x = x;

    /// <summary>Adds up any shape.</summary>
    public static Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Tape.Make(new Shape("F", 1), x.RequiresGradient);
        y.Memory.Span[0] = (float)x.Tape.Kernels.Sum(x.Memory);
        return x.Tape.Record(new SumOp(x, y));
    }

    internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        var dx = back.Fresh(_x);
        dx.Span.Fill(outputGradient.Span[0]);
        back.Deliver(_x, dx);
    }
}

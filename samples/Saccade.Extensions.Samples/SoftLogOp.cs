using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Extensions.Samples;

/// <summary>An operation: y = sign(x) ln(1 + |x|), with the gradient dy / (1 + |x|). It tames counts of events, which have long tails.</summary>
public sealed class SoftLogOp : Operation
{
    private readonly Tensor _x;

    private SoftLogOp(Tensor x, Tensor output)
        : base(output) => _x = x;

    /// <summary>The definition, in float64.</summary>
    public static double Formula(double x) => Math.CopySign(Math.Log(1 + Math.Abs(x)), x);

    /// <summary>Applies it to every element of any shape.</summary>
    public static Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = x.Tape.Result(x.Shape, x.RequiresGradient, values =>
        {
            var from = x.Values;
            for (int i = 0; i < from.Length; i++)
                values.Span[i] = (float)Formula(from[i]);
        });
        return x.Tape.Record(new SoftLogOp(x, y));
    }

    /// <inheritdoc/>
    protected override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.Deliver(_x, dx =>
        {
            ReadOnlySpan<float> x = _x.Values, dy = outputGradient.Values;
            for (int i = 0; i < x.Length; i++)
                dx.Span[i] = dy[i] / (1 + Math.Abs(x[i]));
        });
    }
}

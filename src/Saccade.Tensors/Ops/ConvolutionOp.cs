using Saccade.Kernels.Convolution;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Convolution of every image of [T, N, H, W, Cin]: y = x * w + b. Gradients: dx = dy * w flipped and transposed,
/// dw = x correlated with dy, db = sum of dy over all pixels.
/// </summary>
public sealed class ConvolutionOp : Operation, IValueSource
{
    private readonly ConvolutionPlan _plan;
    private readonly Tensor _x;
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    private ConvolutionOp(ConvolutionPlan plan, Tensor x, Tensor weight, Tensor? bias, Tensor output)
        : base(output) => (_plan, _x, _weight, _bias) = (plan, x, weight, bias);

    /// <summary>Applies the convolution.</summary>
    /// <param name="plan">Extents; see <see cref="ConvolutionShape"/>.</param>
    /// <param name="x">[T, N, H, W, Cin].</param>
    /// <param name="weight">[KH, KW, Cin / groups, Cout].</param>
    /// <param name="bias">[Cout], or null.</param>
    /// <returns>[T, N, OH, OW, Cout].</returns>
    /// <exception cref="ArgumentException">A shape does not fit the plan, or the operands are of several tapes.</exception>
    public static Tensor Apply(ConvolutionPlan plan, Tensor x, Tensor weight, Tensor? bias)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        var s = plan.Shape;
        ShapeErrors.Require(x.Shape, "TNHWC", 2, [s.Height, s.Width, s.InputChannels], "convolution", "input");
        ShapeErrors.RequireCount(weight.Shape, s.WeightSize, $"[KH {s.KernelHeight}, KW {s.KernelWidth}, I {s.GroupInputs}, O {s.OutputChannels}]", "convolution", "weight");
        if (bias is not null)
            ShapeErrors.RequireCount(bias.Shape, s.OutputChannels, $"[O {s.OutputChannels}]", "convolution", "bias");
        ShapeErrors.RequireOneTape("convolution", x, weight, bias);

        var tape = x.Tape;
        bool gradient = x.RequiresGradient || weight.RequiresGradient || bias is { RequiresGradient: true };
        var y = tape.Make(new Shape("TNHWC", x.Shape[0], x.Shape[1], s.OutputHeight, s.OutputWidth, s.OutputChannels), gradient);
        var op = new ConvolutionOp(plan, x, weight, bias, y);
        op.Compute(y.Storage);
        if (tape.Recomputes && y.RequiresGradient)
            y.Source = op;
        return tape.Record(op);
    }

    /// <inheritdoc/>
    void IValueSource.Fill(Storage values) => Compute(values);

    private void Compute(Storage values)
        => _x.Tape.Kernels.Convolution(_plan, _x.Maps, _weight.Storage, _bias?.Storage ?? default, values, _weight.Parameter is null ? null : _x.Tape.Weights);

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
        => Backward(back, outputGradient, _plan, _x, _weight, _bias);

    /// <summary>The gradients of a product of inputs and weights; shared with the linear layer, which is a 1x1 convolution.</summary>
    internal static void Backward(BackwardPass back, ReadOnlyStorage dy, ConvolutionPlan plan, Tensor x, Tensor weight, Tensor? bias)
    {
        if (weight.RequiresGradient)
        {
            var dw = back.Fresh(weight);
            back.Kernels.ConvolutionWeightGradient(plan, x.ShardsOf(..2), x.Maps, dy, dw.Storage);
            back.DeliverLater(weight, dw);
        }

        if (bias is { RequiresGradient: true })
        {
            var db = back.Fresh(bias);
            back.Kernels.ColumnSums(x.ShardsOf(..2).Times(plan.Shape.OutputHeight * plan.Shape.OutputWidth), dy, db.Storage);
            back.Deliver(bias, db);
        }

        if (x.RequiresGradient)
        {
            var dx = back.Fresh(x);
            back.Kernels.ConvolutionInputGradient(plan, x.ShardsOf(..2), dy, weight.Storage, dx.Storage);
            back.Deliver(x, dx);
        }
    }
}

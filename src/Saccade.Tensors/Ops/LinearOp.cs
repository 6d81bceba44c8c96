using Saccade.Kernels.Convolution;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>y = x w + b on the innermost axis. Gradients: dx = dy w^T, dw = x^T dy, db = sum of dy over rows.</summary>
public sealed class LinearOp : Operation
{
    private readonly ConvolutionPlan _plan;
    private readonly Tensor _x;
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    private LinearOp(ConvolutionPlan plan, Tensor x, Tensor weight, Tensor? bias, Tensor output)
        : base(output) => (_plan, _x, _weight, _bias) = (plan, x, weight, bias);

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[T, N, F].</param>
    /// <param name="weight">[F, outputs].</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <returns>[T, N, outputs].</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or the operands are of several tapes.</exception>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor? bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ShapeErrors.RequireRank(weight.Shape, 2, "two axes, inputs and outputs", "linear", "weight");
        int inputs = weight.Shape[0], outputs = weight.Shape[1];
        ShapeErrors.Require(x.Shape, "TNF", 2, [inputs], "linear", "input");
        if (bias is not null)
            ShapeErrors.RequireCount(bias.Shape, outputs, $"[O {outputs}]", "linear", "bias");
        ShapeErrors.RequireOneTape("linear", x, weight, bias);

        var tape = x.Tape;
        var plan = new ConvolutionPlan(new ConvolutionShape(1, 1, inputs, outputs, 1, 1)); // every row is an image of one pixel
        bool gradient = x.RequiresGradient || weight.RequiresGradient || bias is { RequiresGradient: true };
        var y = tape.Make(x.Shape.With(^1, outputs), gradient);
        tape.Kernels.Convolution(plan, x.Maps, weight.Storage, bias?.Storage ?? default, y.Storage, weight.Parameter is null ? null : tape.Weights);
        return tape.Record(new LinearOp(plan, x, weight, bias, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
        => ConvolutionOp.Backward(back, outputGradient, _plan, _x, _weight, _bias);
}

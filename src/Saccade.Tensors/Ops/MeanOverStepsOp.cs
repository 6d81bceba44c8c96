using Saccade.Tensors.Autograd;

namespace Saccade.Tensors.Ops;

/// <summary>Mean over time: [T, ...] to [1, ...]. Gradient: dy / T for every step.</summary>
public sealed class MeanOverStepsOp : Operation
{
    private readonly Tensor _x;

    private MeanOverStepsOp(Tensor x, Tensor output)
        : base(output) => _x = x;

    /// <summary>Averages the outermost axis, which stays with extent 1.</summary>
    /// <exception cref="ArgumentException">There is no step.</exception>
    public static Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeErrors.RequireTime(x.Shape, "mean over steps");
        if (x.Shape[0] == 0)
            throw new ArgumentException($"mean over steps: input has shape {x.Shape}, expected at least one step");
        var y = x.Tape.Make(x.Shape.With(0, 1), x.RequiresGradient);
        x.Tape.Kernels.MeanOverSteps(x.Memory, x.Shape[0], y.Memory);
        return x.Tape.Record(new MeanOverStepsOp(x, y));
    }

    internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.MeanOverStepsGradient(outputGradient, _x.Shape[0], dx.Memory);
        back.Deliver(_x, dx);
    }
}

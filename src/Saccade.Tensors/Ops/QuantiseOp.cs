using Saccade.Kernels.Activations;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Quantised clip-floor-shift activation (QCFS, HSD eq. 8): y = lambda * clip(floor(x L / lambda + 1/2) / L, 0, 1), with
/// straight-through gradients of x and lambda.
/// </summary>
public sealed class QuantiseOp : Operation
{
    private readonly int _levels;
    private readonly QcfsGradient _rule;
    private readonly Tensor _x;
    private readonly Tensor _threshold;

    private QuantiseOp(int levels, QcfsGradient rule, Tensor x, Tensor threshold, Tensor output)
        : base(output) => (_levels, _rule, _x, _threshold) = (levels, rule, x, threshold);

    /// <summary>Applies the activation.</summary>
    /// <param name="levels">L, at least 1.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="threshold">lambda, one element above 0.</param>
    /// <param name="rule">Where the straight-through gradient passes.</param>
    /// <exception cref="ArgumentException">The threshold is not a scalar above 0, or of another tape.</exception>
    public static Tensor Apply(int levels, Tensor x, Tensor threshold, QcfsGradient rule = QcfsGradient.FloorThenClip)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(threshold);
        ShapeErrors.RequireCount(threshold.Shape, 1, "one element", "quantised activation", "threshold");
        ShapeErrors.RequireOneTape("quantised activation", x, threshold);
        var y = x.Tape.Make(x.Shape, x.RequiresGradient || threshold.RequiresGradient);
        x.Tape.Kernels.Quantise(levels, threshold.Storage, x.Storage, y.Storage);
        return x.Tape.Record(new QuantiseOp(levels, rule, x, threshold, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        var dThreshold = back.Fresh(_threshold);
        back.Kernels.QuantiseGradient(_levels, _threshold.Storage, _rule, _x.ShardsOf(..), _x.Storage, outputGradient, dx.Storage, dThreshold.Storage);
        back.Deliver(_x, dx);
        back.Deliver(_threshold, dThreshold);
    }
}

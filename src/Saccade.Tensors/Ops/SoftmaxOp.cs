using Saccade.Kernels.Reduce;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Softmax along an axis, y = exp(x) / sum(exp(x)), or its logarithm. Gradients: dx = y (dy - sum(y dy)), and for the logarithm
/// dx = dy - exp(y) sum(dy).
/// </summary>
public sealed class SoftmaxOp : Operation
{
    private readonly bool _logarithm;
    private readonly AxisExtents _extents;
    private readonly Tensor _x;

    private SoftmaxOp(bool logarithm, AxisExtents extents, Tensor x, Tensor output)
        : base(output) => (_logarithm, _extents, _x) = (logarithm, extents, x);

    /// <summary>Softmax.</summary>
    /// <param name="x">Logits of any shape.</param>
    /// <param name="axis">The letter of the axis; null for the innermost.</param>
    /// <exception cref="ArgumentException">There is no such axis, or two of that name.</exception>
    public static Tensor Apply(Tensor x, char? axis = null) => Apply(x, axis, logarithm: false);

    /// <summary>The logarithm of softmax, x - log(sum(exp(x))).</summary>
    /// <inheritdoc cref="Apply(Tensor, char?)"/>
    public static Tensor Log(Tensor x, char? axis = null) => Apply(x, axis, logarithm: true);

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.SoftmaxGradient(_logarithm, _extents, Output.Storage, outputGradient, dx.Storage);
        back.Deliver(_x, dx);
    }

    private static Tensor Apply(Tensor x, char? axis, bool logarithm)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank == 0)
            throw new ArgumentException($"softmax: input has shape {x.Shape}, expected an axis");
        var extents = NamedAxes.Along(x.Shape, axis is { } name ? NamedAxes.Find(x.Shape, name, "softmax") : x.Shape.Rank - 1);
        var y = x.Tape.Make(x.Shape, x.RequiresGradient);
        x.Tape.Kernels.Softmax(logarithm, extents, x.Storage, y.Storage);
        return x.Tape.Record(new SoftmaxOp(logarithm, extents, x, y));
    }
}

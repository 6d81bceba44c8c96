using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Reduce;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Sum, mean or maximum over named axes, which stay with extent 1, so that the result broadcasts against the input. Gradients: dy
/// for every term of a sum, dy / n for every term of a mean, dy for the first element that is the largest.
/// </summary>
/// <remarks>The order of additions depends on the shape only, see docs/numerics.md. Axes that are not neighbours are reduced one after the other, the innermost first.</remarks>
public sealed class ReduceOp : Operation
{
    private readonly Reduction _reduction;
    private readonly AxisExtents _extents;
    private readonly int _divisor;
    private readonly Tensor _x;

    private ReduceOp(Reduction reduction, AxisExtents extents, int divisor, Tensor x, Tensor output)
        : base(output) => (_reduction, _extents, _divisor, _x) = (reduction, extents, divisor, x);

    /// <summary>A scalar: the sum of all elements of any shape.</summary>
    public static Tensor Sum(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Step(Reduction.Sum, x, new AxisExtents(1, x.Shape.Count, 1), x.ShardsOf(..), 1, new Shape("F", 1));
    }

    /// <summary>The sum over axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The letters of the axes.</param>
    /// <exception cref="ArgumentException">There is no such axis, or two of that name.</exception>
    public static Tensor Sum(Tensor x, string axes) => Apply(Reduction.Sum, x, axes, "sum");

    /// <summary>The mean over axes.</summary>
    /// <inheritdoc cref="Sum(Tensor, string)"/>
    /// <exception cref="ArgumentException">There is no such axis, or two of that name, or nothing to take the mean of.</exception>
    public static Tensor Mean(Tensor x, string axes) => Apply(Reduction.Sum, x, axes, "mean", isMean: true);

    /// <summary>The largest element over axes; NaN are ignored.</summary>
    /// <inheritdoc cref="Mean"/>
    public static Tensor Max(Tensor x, string axes) => Apply(Reduction.Max, x, axes, "maximum");

    /// <summary>The index of the largest element along an axis, of equal ones the first; NaN are ignored. A constant: no gradient passes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The letter of the axis, which stays with extent 1.</param>
    /// <exception cref="ArgumentException">There is no such axis, or two of that name, or it is empty.</exception>
    public static Tensor ArgMax(Tensor x, char axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        int index = NamedAxes.Find(x.Shape, axis, "argmax");
        RequireElements(x.Shape, index, "argmax");
        var y = x.Tape.Make(x.Shape.With(index, 1), requiresGradient: false);
        Compute(Reduction.ArgMax, x, NamedAxes.Along(x.Shape, index), x.ShardsOf(index..(index + 1)), 1, y);
        return y;
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        if (_reduction == Reduction.Max)
            back.Kernels.MaxGradient(_extents, _x.Storage, Output.Storage, outputGradient, dx.Storage);
        else
            Spread(back, outputGradient, dx.Storage);
        back.Deliver(_x, dx);
    }

    private static Tensor Apply(Reduction reduction, Tensor x, string axes, string operation, bool isMean = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        var to = x.Shape;
        foreach (char axis in axes)
        {
            int index = NamedAxes.Find(x.Shape, axis, operation);
            if (isMean || reduction == Reduction.Max)
                RequireElements(x.Shape, index, operation);
            to = to.With(index, 1);
        }

        bool samples = axes.Contains(NamedAxes.SampleAxis, StringComparison.Ordinal);
        int count = isMean && to.Count > 0 ? (samples ? x.BatchCount : x.Shape.Count) / to.Count : 1;
        var steps = NamedAxes.Reductions(x.Shape, to.Extents, samples, x.Tape.Part);
        if (steps.Count == 0)
            steps.Add((new AxisExtents(1, 1, x.Shape.Count), Shards.One(1))); // all extents are 1: the operation that leaves everything as it is
        for (int i = 0; i < steps.Count; i++)
        {
            bool isLast = i == steps.Count - 1;
            x = Step(reduction, x, steps[i].Extents, steps[i].Shards, isLast ? count : 1, isLast ? to : new Shape("F", steps[i].Extents.Others));
        }

        return x;
    }

    private static Tensor Step(Reduction reduction, Tensor x, AxisExtents extents, Shards shards, int divisor, Shape shape)
    {
        var y = x.Tape.Make(shape, x.RequiresGradient);
        Compute(reduction, x, extents, shards, divisor, y);
        return x.Tape.Record(new ReduceOp(reduction, extents, divisor, x, y));
    }

    private static void Compute(Reduction reduction, Tensor x, AxisExtents extents, Shards shards, int divisor, Tensor y)
    {
        if (reduction != Reduction.Sum && shards.IsPart)
            throw new InvalidOperationException("maximum: got samples that are shared among processes, expected a sum or mean over them");
        x.Tape.Kernels.Reduce(reduction, extents, shards, x.Storage, divisor, y.Storage);
    }

    private static void RequireElements(Shape shape, int axis, string operation)
    {
        if (shape[axis] == 0)
            throw new ArgumentException($"{operation}: input has shape {shape}, expected at least one element along {shape.Axes[axis]}");
    }

    /// <summary>dx = dy / divisor for every element along the axis.</summary>
    private void Spread(BackwardPass back, ReadOnlyStorage dy, Storage dx)
    {
        var divisor = back.Rent(1);
        back.Kernels.Fill(_divisor, divisor.Storage);
        var plan = new Broadcast([_extents.Outer, _extents.Length, _extents.Inner], [_extents.Outer, 1, _extents.Inner], [1, 1, 1]);
        back.Kernels.Binary(BinaryFunction.Divide, dy, divisor.Storage, dx, plan);
        back.Return(divisor);
    }
}

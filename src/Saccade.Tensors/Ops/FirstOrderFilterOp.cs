using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Temporal;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// A first-order filter along time: y[t] = a y[t - 1] + b x[t], with a and b for all elements or one a channel. Gradients: with
/// g[t] = dy[t] + a g[t + 1], dx = b g, da = sum of g[t] y[t - 1], db = sum of g x, and a g[0] for the start.
/// </summary>
public sealed class FirstOrderFilterOp : Operation
{
    private readonly TemporalShape _shape;
    private readonly Tensor _x;
    private readonly Tensor _decay;
    private readonly Tensor _gain;
    private readonly Tensor? _start;

    private FirstOrderFilterOp(TemporalShape shape, Tensor x, Tensor decay, Tensor gain, Tensor? start, Tensor output)
        : base(output) => (_shape, _x, _decay, _gain, _start) = (shape, x, decay, gain, start);

    /// <summary>Filters.</summary>
    /// <param name="x">[T, ..., C].</param>
    /// <param name="decay">a: one element or [C].</param>
    /// <param name="gain">b: one element or [C].</param>
    /// <param name="start">The output before the first step, [T 1, ..., C]; null for zeros.</param>
    /// <returns>The output, of the shape of x, and its last step: the start of the steps that follow.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, there is no step, or the operands are of several tapes.</exception>
    public static (Tensor Output, Tensor End) Apply(Tensor x, Tensor decay, Tensor gain, Tensor? start = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(decay);
        ArgumentNullException.ThrowIfNull(gain);
        if (x.Shape.Rank < 2 || x.Shape.Axes[0] != 'T' || x.Shape[0] == 0)
            throw new ArgumentException($"filter: input has shape {x.Shape}, expected at least one step T outermost and channels innermost");
        int channels = x.Shape[^1];
        foreach (var (coefficient, name) in new[] { (decay, "decay"), (gain, "gain") })
        {
            if (coefficient.Shape.Count != 1 && coefficient.Shape.Count != channels)
                throw new ArgumentException($"filter: {name} has shape {coefficient.Shape}, expected one element or [C {channels}] for input {x.Shape}");
        }

        if (start is not null && !start.Shape.Equals(x.Shape.With(0, 1)))
            throw new ArgumentException($"filter: start has shape {start.Shape}, expected {x.Shape.With(0, 1)}");
        ShapeErrors.RequireOneTape("filter", x, decay, gain, start);

        var shape = new TemporalShape(x.Shape[0], x.Shape.CountPerStep, channels);
        bool gradient = x.RequiresGradient || decay.RequiresGradient || gain.RequiresGradient || start is { RequiresGradient: true };
        var y = x.Tape.Make(x.Shape, gradient);
        x.Tape.Kernels.Filter(shape, false, x.Storage, decay.Storage, gain.Storage, start?.Storage ?? default, y.Storage);
        var output = x.Tape.Record(new FirstOrderFilterOp(shape, x, decay, gain, start, y));
        return (output, SliceOp.Apply(output, 'T', x.Shape[0] - 1, 1));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var one = back.Rent(1);
        back.Kernels.Fill(1, one.Storage);
        var carried = back.Rent(outputGradient.Length);
        back.Kernels.Filter(_shape, true, outputGradient, _decay.Storage, one.Storage, default, carried.Storage);
        back.Return(one);
        var g = carried.Storage;
        DeliverProducts(back, _x, g, _gain);
        if (_gain.RequiresGradient)
            DeliverSum(back, _gain, g, _x.Storage);
        if (_decay.RequiresGradient)
            DeliverDecayGradient(back, g);
        if (_start is not null)
            DeliverProducts(back, _start, g[.._shape.Elements], _decay);
        back.Return(carried);
    }

    /// <summary>The factor g[t] of each y[t - 1], the start among them.</summary>
    private void DeliverDecayGradient(BackwardPass back, ReadOnlyStorage g)
    {
        var last = back.Rent(g.Length);
        if (_start is null)
            back.Kernels.Fill(0, last.Storage[.._shape.Elements]);
        else
            back.Kernels.Copy(_start.Storage, last.Storage[.._shape.Elements]);
        back.Kernels.Copy(Output.Storage[..^_shape.Elements], last.Storage[_shape.Elements..]);
        DeliverSum(back, _decay, g, last.Storage);
        back.Return(last);
    }

    /// <summary>Products with a coefficient of all elements or of a channel.</summary>
    private void DeliverProducts(BackwardPass back, Tensor to, ReadOnlyStorage g, Tensor coefficient)
    {
        if (!to.RequiresGradient)
            return;
        var products = back.Fresh(to);
        int[] extents = [g.Length / Math.Max(1, _shape.Period), _shape.Period];
        back.Kernels.Binary(BinaryFunction.Multiply, g, coefficient.Storage, products.Storage, new Broadcast(extents, extents, [1, coefficient.Shape.Count]));
        back.Deliver(to, products);
    }

    private void DeliverSum(BackwardPass back, Tensor to, ReadOnlyStorage g, ReadOnlyStorage factors)
    {
        var sums = back.Fresh(to);
        var products = back.Rent(g.Length);
        back.Kernels.Binary(BinaryFunction.Multiply, g, factors, products.Storage);
        int channels = to.Shape.Count;
        back.Kernels.Reduce(Reduction.Sum, new AxisExtents(1, g.Length / Math.Max(1, channels), channels), _x.ShardsOf(channels == 1 ? .. : ..^1), products.Storage, 1, sums.Storage);
        back.Return(products);
        back.Deliver(to, sums);
    }
}

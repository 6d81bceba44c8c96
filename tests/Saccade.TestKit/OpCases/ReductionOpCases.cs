using Saccade.Kernels.Reduce;
using Saccade.Kernels.Softmax;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Ops along axes: sum, mean, maximum, dot product, softmax and its logarithm.</summary>
public static class ReductionOpCases
{
    private const double OrderOfSums = 1e-5; // the fast sums are in float64 over chunks, those of the reference in float32

    private static readonly Shape[] _flat = [new("F", 1), new("TNF", 2, 3, 17), new("F", 4095), new("TNF", 3, 1, 5003)];

    private static readonly (Shape Shape, string Axes)[] _axes =
    [
        (new("TNF", 1, 1, 1), "T"), (new("TNF", 5, 3, 7), "T"), (new("TNF", 16, 2, 33), "T"), (new("TNHWC", 3, 2, 4, 5, 3), "T"),
        (new("TNF", 5, 3, 7), "N"), (new("TNF", 5, 3, 37), "F"), (new("TNHWC", 3, 2, 4, 5, 19), "HW"), (new("TNHWC", 3, 2, 4, 5, 3), "TC"),
        (new("TNHWC", 3, 2, 4, 5, 3), "CHNTW"), (new("TNHWC", 3, 2, 4, 1, 3), "TNW"), (new("TNF", 2, 300, 5), "N"), (new("TF", 600, 70), "T"), (new("TF", 3, 5000), "F"),
    ];

    private static readonly Shape[] _logits = [new("TNK", 1, 1, 1), new("TNK", 2, 3, 2), new("TNK", 5, 7, 10), new("NK", 3, 11), new("TNK", 1, 2, 101), new("TNK", 2, 0, 3)];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _flat.SelectMany(s => (OpCase[])[Sum(s), Dot(s)]),
        DotWithItself(_flat[1]),
        .. _axes.SelectMany(a => (OpCase[])[SumOver(a.Shape, a.Axes), MeanOver(a.Shape, a.Axes), MaxOver(a.Shape, a.Axes)]),
        .. _axes.Where(a => a.Axes.Length == 1).Select(a => ArgMax(a.Shape, a.Axes[0])),
        SumOver(new("TNF", 2, 0, 3), "N"),
        SumOver(new("TNF", 2, 0, 3), "F"),
        MaxOver(new("TNF", 4, 2, 3), "T") with { Name = "maximum with ties", Inputs = [new OpInput(new("TNF", 4, 2, 3), Draws.Constant(0.5f))], Gradient = new OpGradient.Expected((_, dy) => [[.. dy, .. new double[18]]]) },
        .. _logits.SelectMany(s => (OpCase[])[Softmax(s, s.Rank - 1, Draws.Normal), LogSoftmax(s, s.Rank - 1, Draws.Normal)]),
        .. _axes.Where(a => a.Axes.Length == 1).SelectMany(a => (OpCase[])
            [Softmax(a.Shape, a.Shape.Axes.IndexOf(a.Axes[0]), Draws.Normal), LogSoftmax(a.Shape, a.Shape.Axes.IndexOf(a.Axes[0]), Draws.Normal)]).Where(c => c.Flops < 10_000),
        LogSoftmax(_logits[2], 2, Draws.Gaussian(0, 40)) with { Name = "log-softmax of large logits" },
    ];

    private static OpCase Sum(Shape shape) => Case<ReduceOp>("sum", shape, t => ReduceOp.Sum(t[0]), v => [ReduceReference.Sum<double>(v[0])])
        with
    { ForwardTolerance = OrderOfSums };

    private static OpCase Dot(Shape shape) => Case<DotOp>("dot", shape, t => DotOp.Apply(t[0], t[1]), v => [ReduceReference.Dot<double>(v[0], v[1])]) with
    {
        Inputs = [new OpInput(shape, Draws.Gaussian(1, 1)), new OpInput(shape, Draws.Gaussian(1, 1))],
        ForwardTolerance = OrderOfSums,
    };

    private static OpCase DotWithItself(Shape shape)
        => Case<DotOp>("dot with itself", shape, t => DotOp.Apply(t[0], t[0]), v => [ReduceReference.Dot<double>(v[0], v[0])]) with { ForwardTolerance = OrderOfSums };

    private static OpCase SumOver(Shape shape, string axes) => Case<ReduceOp>(
        $"sum over {axes} of", shape, t => ReduceOp.Sum(t[0], axes), v => [.. Lines(shape, axes, v[0]).Select(line => line.Sum())]) with
    { ForwardTolerance = OrderOfSums };

    private static OpCase MeanOver(Shape shape, string axes) => Case<ReduceOp>(
        $"mean over {axes} of", shape, t => ReduceOp.Mean(t[0], axes), v => [.. Lines(shape, axes, v[0]).Select(line => line.Average())]) with
    {
        ForwardTolerance = axes == "T" && shape[0] < 256 ? 0 : OrderOfSums, // a few steps are added one by one
    };

    private static OpCase MaxOver(Shape shape, string axes) => Case<ReduceOp>(
        $"maximum over {axes} of", shape, t => ReduceOp.Max(t[0], axes), v => [.. Lines(shape, axes, v[0]).Select(line => line.Max())]) with
    { Inputs = [new OpInput(shape, Draws.Distinct)] };

    private static OpCase ArgMax(Shape shape, char axis) => Case<ReduceOp>(
        $"argmax along {axis} of", shape, t => ReduceOp.ArgMax(t[0], axis), v => [.. Lines(shape, $"{axis}", v[0]).Select(line => (double)line.IndexOf(line.Max()))]) with
    { Inputs = [new OpInput(shape, Draws.Normal, NeedsGradient: false)] };

    /// <summary>The elements that come together when axes are reduced, for each result in its order.</summary>
    private static IEnumerable<List<double>> Lines(Shape shape, string axes, double[] values)
    {
        int Result(int element)
        {
            int result = 0, stride = 1;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                int index = element % shape[axis];
                element /= shape[axis];
                if (axes.Contains(shape.Axes[axis], StringComparison.Ordinal))
                    continue;
                result += index * stride;
                stride *= shape[axis];
            }

            return result;
        }

        int results = shape.Axes.Where(a => !axes.Contains(a, StringComparison.Ordinal)).Aggregate(1, (product, a) => product * shape[a]);
        List<double>[] lines = [.. Enumerable.Range(0, results).Select(_ => new List<double>())];
        for (int i = 0; i < values.Length; i++)
            lines[Result(i)].Add(values[i]);
        return lines;
    }

    private static AxisExtents Along(Shape shape, int axis)
        => new(shape.Extents[..axis].ToArray().Aggregate(1, (a, b) => a * b), shape[axis], shape.Extents[(axis + 1)..].ToArray().Aggregate(1, (a, b) => a * b));

    private static OpCase Softmax(Shape shape, int axis, Func<int, ulong, float[]> draw) => Case<SoftmaxOp>(
        $"softmax along {shape.Axes[axis]} of", shape, t => SoftmaxOp.Apply(t[0], shape.Axes[axis]), v =>
        {
            double[] y = new double[v[0].Length];
            SoftmaxReference.Forward<double>(v[0], Along(shape, axis), 1, y);
            return y;
        }) with
    {
        Inputs = [new OpInput(shape, draw)],
        ForwardTolerance = OrderOfSums, // in float64, the reference in float32
    };

    private static OpCase LogSoftmax(Shape shape, int axis, Func<int, ulong, float[]> draw) => Case<SoftmaxOp>(
        $"log-softmax along {shape.Axes[axis]} of", shape, t => axis == shape.Rank - 1 ? SoftmaxOp.Log(t[0]) : SoftmaxOp.Log(t[0], shape.Axes[axis]), v =>
        {
            double[] y = new double[v[0].Length];
            SoftmaxReference.LogForward<double>(v[0], Along(shape, axis), 1, y);
            return y;
        }) with
    {
        Inputs = [new OpInput(shape, draw)],
        ForwardTolerance = OrderOfSums, // in float64, the reference in float32
    };

    private static OpCase Case<TOp>(string name, Shape shape, Func<IReadOnlyList<Tensor>, Tensor> apply, Func<double[][], double[]> reference) => new()
    {
        Name = $"{name} {shape}",
        Operation = typeof(TOp),
        Inputs = [new OpInput(shape, Draws.Gaussian(1, 1))], // a mean far from 0, so that sums do not cancel
        Apply = apply,
        Reference = reference,
        Gradient = new OpGradient.ByDifferences(),
        Flops = shape.Count,
    };
}

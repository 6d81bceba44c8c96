using Saccade.Kernels.Reduce;
using Saccade.Kernels.Softmax;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Ops that add up: sum, dot product, mean over steps, log-softmax.</summary>
public static class ReductionOpCases
{
    private const double OrderOfSums = 1e-5; // the fast sums are in float64 over chunks, those of the reference in float32

    private static readonly Shape[] _flat = [new("F", 1), new("TNF", 2, 3, 17), new("F", 4095), new("TNF", 3, 1, 5003)];

    private static readonly Shape[] _steps = [new("TNF", 1, 1, 1), new("TNF", 5, 3, 7), new("TNF", 16, 2, 33), new("TNHWC", 3, 2, 4, 5, 3)];

    private static readonly Shape[] _logits = [new("TNK", 1, 1, 1), new("TNK", 2, 3, 2), new("TNK", 5, 7, 10), new("NK", 3, 11), new("TNK", 1, 2, 101), new("TNK", 2, 0, 3)];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _flat.SelectMany(s => (OpCase[])[Sum(s), Dot(s)]),
        DotWithItself(_flat[1]),
        .. _steps.Select(MeanOverSteps),
        .. _logits.Select(s => LogSoftmax(s, Draws.Normal)),
        LogSoftmax(_logits[2], Draws.Gaussian(0, 40)) with { Name = "log-softmax of large logits" },
    ];

    private static OpCase Sum(Shape shape) => Case<SumOp>("sum", shape, t => SumOp.Apply(t[0]), v => [ReduceReference.Sum<double>(v[0])])
        with
    { ForwardTolerance = OrderOfSums };

    private static OpCase Dot(Shape shape) => Case<DotOp>("dot", shape, t => DotOp.Apply(t[0], t[1]), v => [ReduceReference.Dot<double>(v[0], v[1])]) with
    {
        Inputs = [new OpInput(shape, Draws.Gaussian(1, 1)), new OpInput(shape, Draws.Gaussian(1, 1))],
        ForwardTolerance = OrderOfSums,
    };

    private static OpCase DotWithItself(Shape shape)
        => Case<DotOp>("dot with itself", shape, t => DotOp.Apply(t[0], t[0]), v => [ReduceReference.Dot<double>(v[0], v[0])]) with { ForwardTolerance = OrderOfSums };

    private static OpCase MeanOverSteps(Shape shape) => Case<MeanOverStepsOp>("mean over steps", shape, t => MeanOverStepsOp.Apply(t[0]), v =>
    {
        double[] y = new double[shape.CountPerStep];
        ReduceReference.Mean<double>(v[0], shape[0], y);
        return y;
    });

    private static OpCase LogSoftmax(Shape shape, Func<int, ulong, float[]> draw)
        => Case<LogSoftmaxOp>("log-softmax", shape, t => LogSoftmaxOp.Apply(t[0]), v =>
        {
            double[] y = new double[v[0].Length];
            SoftmaxReference.LogForward<double>(v[0], shape[^1], 1, y);
            return y;
        }) with
        {
            Inputs = [new OpInput(shape, draw)],
            ForwardTolerance = OrderOfSums, // exp and log of our own against those of the runtime
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

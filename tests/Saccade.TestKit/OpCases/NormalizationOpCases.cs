using Saccade.Kernels.Normalization;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Batch normalisation, by the statistics of the batch and by given ones; layer normalisation.</summary>
public static class NormalizationOpCases
{
    private const double Epsilon = 1e-5;

    private static readonly Shape[] _shapes =
    [
        new("TNF", 2, 3, 1),
        new("TNF", 5, 7, 33),
        new("TNHWC", 2, 3, 5, 4, 3),
        new("TNHWC", 2, 3, 9, 7, 16), // more rows than one chunk
        new("TNHWC", 1, 4, 17, 17, 35),
    ];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _shapes.SelectMany(s => (OpCase[])[Train(s), Evaluate(s)]),
        .. _shapes.Where(s => s[^1] > 1).Select(Layer),
        Layer(new Shape("TNF", 2, 3, 5000)),
        Layer(new Shape("TNF", 2, 0, 4)),
    ];

    /// <summary>By the statistics of the batch.</summary>
    public static OpCase Train(Shape shape) => Case(shape, "by the batch", v =>
    {
        double[] mean = new double[shape[^1]], variance = new double[shape[^1]];
        BatchNormReference.Statistics<double>(v[0], mean, variance);
        return Normalise(v, mean, variance);
    }) with
    {
        Apply = t => BatchNormOp.Train(t[0], t[1], t[2], Epsilon, [], [], 0.1),
        ForwardTolerance = 1e-5, // the reference sums the statistics in another order
        Tolerance = 1e-4, // the gradient is a difference of sums that are larger than itself
    };

    private static OpCase Evaluate(Shape shape)
    {
        float[] mean = RandomData.Normal(shape[^1], 5), variance = Array.ConvertAll(RandomData.Normal(shape[^1], 6), v => 0.2f + v * v);
        return Case(shape, "by given statistics", v => Normalise(v, Array.ConvertAll(mean, m => (double)m), Array.ConvertAll(variance, m => (double)m))) with
        {
            Apply = t => BatchNormOp.Evaluate(t[0], t[1], t[2], Epsilon, mean, variance),
        };
    }

    private static OpCase Layer(Shape shape) => Case(shape, "", v =>
    {
        double[] y = new double[v[0].Length];
        LayerNormReference.Forward<double>(v[0], v[1], v[2], Epsilon, y);
        return y;
    }) with
    {
        Name = $"layer norm {shape}",
        Operation = typeof(LayerNormOp),
        Apply = t => LayerNormOp.Apply(t[0], t[1], t[2], Epsilon),
        ForwardTolerance = 1e-5, // the reference sums the statistics in another order
        Tolerance = 1e-4, // the gradient is a difference of sums that are larger than itself
    };

    private static OpCase Case(Shape shape, string statistics, Func<double[][], double[]> reference) => new()
    {
        Name = $"batch norm {shape}, {statistics}",
        Operation = typeof(BatchNormOp),
        Inputs =
        [
            new OpInput(shape, Draws.Gaussian(0.7f, 2)),
            new OpInput(new Shape("C", shape[^1]), Draws.Gaussian(1, 0.3f)),
            new OpInput(new Shape("C", shape[^1]), Draws.Normal),
        ],
        Apply = t => t[0],
        Reference = reference,
        Gradient = new OpGradient.ByDifferences(),
        Flops = 4L * shape.Count,
    };

    private static double[] Normalise(double[][] v, double[] mean, double[] variance)
    {
        double[] y = new double[v[0].Length];
        BatchNormReference.Forward<double>(v[0], mean, variance, Epsilon, v[1], v[2], y);
        return y;
    }
}

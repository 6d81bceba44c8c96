using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Causal convolutions and filters along time, from a start state; the end state is an output too.</summary>
public static class TemporalOpCases
{
    private static readonly (Shape Shape, int Taps)[] _shapes =
    [
        (new("TNF", 1, 1, 1), 1), (new("TNF", 5, 3, 7), 3), (new("TNF", 2, 3, 33), 5), (new("TNHWC", 4, 2, 3, 5, 2), 4), (new("TNHWC", 3, 2, 20, 20, 70), 2), (new("TNF", 4, 0, 3), 2),
    ];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } = _shapes.SelectMany(s => (OpCase[])
    [
        Convolution(s.Shape, s.Taps, withStart: true), Convolution(s.Shape, s.Taps, withStart: false), ConvolutionInParts(s.Shape, s.Taps),
        Filter(s.Shape, s.Shape[^1], withStart: true), Filter(s.Shape, 1, withStart: true), Filter(s.Shape, s.Shape[^1], withStart: false), FilterInParts(s.Shape),
    ]).DistinctBy(c => c.Name); // one channel and one for all are the same

    private static OpCase Convolution(Shape shape, int taps, bool withStart) => new()
    {
        Name = $"temporal convolution {shape}, {taps} taps{(withStart ? ", from a state" : "")}",
        Operation = typeof(TemporalConvolutionOp),
        Inputs =
        [
            new OpInput(shape, Draws.Normal), new OpInput(new Shape("KC", taps, shape[^1]), Draws.Normal),
            .. withStart ? [new OpInput(shape.With(0, taps - 1), Draws.Normal)] : Array.Empty<OpInput>(),
        ],
        Apply = t => TemporalConvolutionOp.Apply(t[0], t[1], withStart ? t[2] : null).Output,
        Reference = v => Convolve(shape, taps, v[0], v[1], withStart ? v[2] : null),
        Gradient = new OpGradient.ByDifferences(),
        Flops = 2L * taps * shape.Count,
    };

    // The first step, then the others from the state that it ends in: the same output.
    private static OpCase ConvolutionInParts(Shape shape, int taps) => Convolution(shape, taps, withStart: true) with
    {
        Name = $"temporal convolution {shape}, {taps} taps, in parts",
        Apply = t =>
        {
            var (first, state) = TemporalConvolutionOp.Apply(SliceOp.Apply(t[0], 'T', 0, 1), t[1], t[2]);
            return ConcatenateOp.Apply('T', first, TemporalConvolutionOp.Apply(SliceOp.Apply(t[0], 'T', 1, shape[0] - 1), t[1], state).Output);
        },
    };

    private static OpCase Filter(Shape shape, int coefficients, bool withStart) => new()
    {
        Name = $"filter {shape}, {coefficients} coefficients{(withStart ? ", from a state" : "")}",
        Operation = typeof(FirstOrderFilterOp),
        Inputs =
        [
            new OpInput(shape, Draws.Normal), new OpInput(new Shape("C", coefficients), Draws.Gaussian(0.7f, 0.2f)), new OpInput(new Shape("C", coefficients), Draws.Gaussian(0.5f, 0.2f)),
            .. withStart ? [new OpInput(shape.With(0, 1), Draws.Normal)] : Array.Empty<OpInput>(),
        ],
        Apply = t => FirstOrderFilterOp.Apply(t[0], t[1], t[2], withStart ? t[3] : null).Output,
        Reference = v => Filter(shape, v[0], v[1], v[2], withStart ? v[3] : null),
        Gradient = new OpGradient.ByDifferences(),
        Flops = 3L * shape.Count,
    };

    private static OpCase FilterInParts(Shape shape) => Filter(shape, 1, withStart: true) with
    {
        Name = $"filter {shape}, in parts",
        Apply = t =>
        {
            List<Tensor> outputs = [];
            var state = t[3];
            for (int step = 0; step < shape[0]; step++)
            {
                (var y, state) = FirstOrderFilterOp.Apply(SliceOp.Apply(t[0], 'T', step, 1), t[1], t[2], state);
                outputs.Add(y);
            }

            return ConcatenateOp.Apply('T', [.. outputs]);
        },
    };

    private static double[] Convolve(Shape shape, int taps, double[] x, double[] w, double[]? start)
    {
        int step = shape.CountPerStep, channels = shape[^1];
        double[] all = [.. start ?? new double[(taps - 1) * step], .. x], y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            for (int k = 0; k < taps; k++)
                y[i] += w[k * channels + i % channels] * all[i + (taps - 1 - k) * step];
        }

        return y;
    }

    private static double[] Filter(Shape shape, double[] x, double[] a, double[] b, double[]? start)
    {
        int step = shape.CountPerStep, channels = shape[^1];
        double[] y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            double last = i >= step ? y[i - step] : start?[i] ?? 0;
            y[i] = a[i % channels % a.Length] * last + b[i % channels % b.Length] * x[i];
        }

        return y;
    }
}

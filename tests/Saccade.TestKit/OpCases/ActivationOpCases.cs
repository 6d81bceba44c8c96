using Saccade.Kernels.Activations;
using Saccade.Kernels.Activations.Reference;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>The quantised activation under both gradient rules.</summary>
public static class ActivationOpCases
{
    private static readonly Shape[] _shapes = [new("F", 1), new("TNF", 2, 3, 13), new("TNHWC", 2, 2, 5, 7, 9), new("TNF", 1, 3, 40_000)];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _shapes.SelectMany(s => Enum.GetValues<QcfsGradient>().Select(rule => Quantise(s, 4, 1.3f, rule, Draws.Gaussian(0.5f, 1)))),
        .. new[] { 1, 2, 8, 32 }.Select(levels => Quantise(_shapes[2], levels, 0.8f, QcfsGradient.FloorThenClip, Draws.Gaussian(0.4f, 0.6f))),
        .. Enum.GetValues<QcfsGradient>().Select(rule => Quantise(_shapes[1], 2, 1, rule, Draws.Quarters)), // halves, and the edges of the clip
    ];

    private static OpCase Quantise(Shape shape, int levels, float threshold, QcfsGradient rule, Func<int, ulong, float[]> draw) => new()
    {
        Name = $"quantise {shape}, {levels} levels of {threshold}, {rule}{(draw == Draws.Quarters ? ", at the edges" : "")}",
        Operation = typeof(QuantiseOp),
        Inputs = [new OpInput(shape, draw), new OpInput(new Shape("F", 1), Draws.Constant(threshold))],
        Apply = t => QuantiseOp.Apply(levels, t[0], t[1], rule),
        Reference = v => Array.ConvertAll(v[0], x => QcfsReference.Forward(x, v[1][0], levels)),
        Gradient = new OpGradient.Expected((v, dy) => QuantiseGradients(v, dy, levels, rule)),
        Flops = 6L * shape.Count,
    };

    private static double[][] QuantiseGradients(double[][] v, double[] dy, int levels, QcfsGradient rule)
    {
        double[] dx = new double[dy.Length], threshold = [0];
        for (int i = 0; i < dy.Length; i++)
        {
            var (byInput, byThreshold) = QcfsReference.Derivatives(v[0][i], v[1][0], levels, rule);
            dx[i] = dy[i] * byInput;
            threshold[0] += dy[i] * byThreshold;
        }

        return [dx, threshold];
    }
}

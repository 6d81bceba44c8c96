using Saccade.Kernels.Pooling;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Average and maximum pooling.</summary>
public static class PoolOpCases
{
    private static readonly (PoolGeometry Geometry, int Steps, int Samples)[] _shapes =
    [
        (PoolGeometry.Square((2, 2), 1, 2, 2), 1, 1),
        (PoolGeometry.Square((8, 6), 5, 2, 2), 2, 3),
        (PoolGeometry.Square((17, 17), 33, 2, 2), 1, 2), // odd extents: the last row and column are left out
        (PoolGeometry.Square((9, 7), 8, 3, 2, 1), 2, 2),
        (PoolGeometry.Square((7, 7), 3, 3, 1, 1), 1, 3), // windows overlap
        (PoolGeometry.Square((10, 11), 6, 2, 3), 1, 2), // windows leave gaps
        (PoolGeometry.Global((5, 4), 17), 2, 2),
        (new PoolGeometry((6, 8), 4, (1, 3), (2, 2), (0, 1)), 1, 2),
        (PoolGeometry.Square((4, 4), 2, 2, 2), 2, 0),
    ];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _shapes.SelectMany(s => (OpCase[])[Average(s.Geometry, s.Steps, s.Samples), Maximum(s.Geometry, s.Steps, s.Samples)]),
        .. _shapes.Take(5).Select(s => MaximumOfSpikes(s.Geometry, s.Steps, s.Samples)),
    ];

    /// <summary>Average pooling of any extents.</summary>
    public static OpCase Average(PoolGeometry g, int steps, int samples) => Case("average", g, steps, samples, Draws.Normal) with
    {
        Apply = t => PoolOp.Average(g, t[0]),
        Reference = v => Run(g, steps * samples, y => PoolReference.AverageForward<double>(v[0], g, y)),
    };

    private static OpCase Maximum(PoolGeometry g, int steps, int samples) => Case("maximum", g, steps, samples, Draws.Distinct) with
    {
        Apply = t => PoolOp.Max(g, t[0]),
        Reference = v => Run(g, steps * samples, y => PoolReference.MaxForward<double>(v[0], g, y)),
    };

    /// <summary>Many equal values in a window: the first maximum gets the gradient, which no difference shows.</summary>
    private static OpCase MaximumOfSpikes(PoolGeometry g, int steps, int samples) => Maximum(g, steps, samples) with
    {
        Name = Case("maximum of spikes", g, steps, samples, Draws.Normal).Name,
        Inputs = [new OpInput(ShapeOf(g, steps, samples), Draws.Spikes(0.3))],
        Gradient = new OpGradient.Expected((v, dy) =>
        {
            double[] dx = new double[v[0].Length];
            PoolReference.MaxBackward<double>(dy, v[0], g, dx);
            return [dx];
        }),
    };

    private static OpCase Case(string kind, PoolGeometry g, int steps, int samples, Func<int, ulong, float[]> draw) => new()
    {
        Name = $"{kind} pool {g.Kernel} stride {g.Stride} padding {g.Padding} of {ShapeOf(g, steps, samples)}",
        Operation = typeof(PoolOp),
        Inputs = [new OpInput(ShapeOf(g, steps, samples), draw)],
        Apply = t => t[0],
        Reference = v => v[0],
        Gradient = new OpGradient.ByDifferences(),
        Flops = (long)steps * samples * g.OutputSize * g.WindowArea,
    };

    private static Shape ShapeOf(in PoolGeometry g, int steps, int samples) => new("TNHWC", steps, samples, g.Input.Height, g.Input.Width, g.Channels);

    private static double[] Run(in PoolGeometry g, int images, Action<double[]> forward)
    {
        double[] y = new double[images * g.OutputSize];
        forward(y);
        return y;
    }
}

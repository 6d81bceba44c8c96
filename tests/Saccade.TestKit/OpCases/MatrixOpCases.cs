using Saccade.Kernels.Matrix;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.TestKit.OpCases;

/// <summary>Matrix products: all forms, one and many.</summary>
public static class MatrixOpCases
{
    // Batch, rows, depth, columns.
    private static readonly (int Batch, int Rows, int Depth, int Columns)[] _shapes = [(1, 1, 1, 1), (3, 5, 7, 9), (2, 33, 40, 65), (40, 6, 16, 6), (1, 400, 33, 70), (2, 3, 0, 4), (0, 3, 2, 4), (2, 0, 5, 4)];

    /// <summary>The cases.</summary>
    public static IEnumerable<OpCase> All { get; } =
    [
        .. _shapes.SelectMany(s => new[] { false, true }.SelectMany(left => new[] { false, true }.Select(right
            => Case(new MatrixShape(s.Batch, s.Rows, s.Depth, s.Columns, left, right), "normal", Draws.Normal)))),
        Case(new MatrixShape(4, 20, 96, 30), "spikes 0.1", Draws.Spikes(0.1)),
        Case(new MatrixShape(4, 20, 96, 30, TransposeLeft: true), "spikes 0.1", Draws.Spikes(0.1)),
        WithItself(),
    ];

    private static OpCase Case(MatrixShape s, string values, Func<int, ulong, float[]> draw)
    {
        Shape a = s.TransposeLeft ? new("NFM", s.Batch, s.Depth, s.Rows) : new("NMF", s.Batch, s.Rows, s.Depth);
        Shape b = s.TransposeRight ? new("NKF", s.Batch, s.Columns, s.Depth) : new("NFK", s.Batch, s.Depth, s.Columns);
        return new OpCase
        {
            Name = $"matrix product {s.Batch} x {s.Rows}x{s.Depth}x{s.Columns}{(s.TransposeLeft ? ", left transposed" : "")}{(s.TransposeRight ? ", right transposed" : "")}, {values}",
            Operation = typeof(MatrixProductOp),
            Inputs = [new OpInput(a, draw), new OpInput(b, Draws.Normal)],
            Apply = t => MatrixProductOp.Apply(t[0], t[1], s.TransposeLeft, s.TransposeRight),
            Reference = v => Product(s, v[0], v[1]),
            Gradient = new OpGradient.ByDifferences(),
            Flops = 2L * s.Batch * s.Rows * s.Depth * s.Columns,
        };
    }

    // X X^T, as attention has it when queries and keys are the same.
    private static OpCase WithItself() => Case(new MatrixShape(3, 5, 7, 5, TransposeRight: true), "the same factor", Draws.Normal) with
    {
        Inputs = [new OpInput(new Shape("NTF", 3, 5, 7), Draws.Normal)],
        Apply = t => MatrixProductOp.Apply(t[0], t[0], transposeRight: true),
        Reference = v => Product(new MatrixShape(3, 5, 7, 5, TransposeRight: true), v[0], v[0]),
    };

    private static double[] Product(MatrixShape s, double[] a, double[] b)
    {
        double[] c = new double[s.Batch * s.Rows * s.Columns];
        MatrixReference.Product<double>(s, a, b, c);
        return c;
    }
}

using System.Numerics;

namespace Saccade.Kernels.Matrix;

/// <summary>
/// The definition of a matrix product: one accumulator for each element, starting at +0, to which products are added in the order
/// of the depth by fused multiply-add. So sums over inputs of 0 and 1 are those of the selected rows.
/// </summary>
internal static class MatrixReference
{
    /// <summary><c>c[n, i, j] = sum over k of a[n, i, k] * b[n, k, j]</c>, the factors as <see cref="MatrixShape"/> says.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Product<T>(MatrixShape s, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c)
        where T : IFloatingPointIeee754<T>
    {
        for (int at = 0; at < c.Length; at++)
        {
            int n = at / (s.Rows * s.Columns), i = at / s.Columns % s.Rows, j = at % s.Columns;
            var sum = T.Zero;
            for (int k = 0; k < s.Depth; k++)
            {
                var left = a[n * s.Rows * s.Depth + (s.TransposeLeft ? k * s.Rows + i : i * s.Depth + k)];
                var right = b[n * s.Depth * s.Columns + (s.TransposeRight ? j * s.Depth + k : k * s.Columns + j)];
                sum = T.FusedMultiplyAdd(left, right, sum);
            }

            c[at] = sum;
        }
    }
}

/// <summary>Extents of a batch of products C = op(A) op(B), each [rows, depth] by [depth, columns] to [rows, columns].</summary>
/// <param name="Batch">Number of products.</param>
/// <param name="Rows">Rows of C.</param>
/// <param name="Depth">Terms of each sum.</param>
/// <param name="Columns">Columns of C.</param>
/// <param name="TransposeLeft">Whether A lies in memory as [depth, rows].</param>
/// <param name="TransposeRight">Whether B lies in memory as [columns, depth].</param>
internal readonly record struct MatrixShape(int Batch, int Rows, int Depth, int Columns, bool TransposeLeft = false, bool TransposeRight = false);

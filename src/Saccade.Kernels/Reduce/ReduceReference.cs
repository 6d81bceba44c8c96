using System.Numerics;

namespace Saccade.Kernels.Reduce;

/// <summary>The definitions of <see cref="ReduceKernels"/>, <see cref="ColumnKernels"/> and <see cref="AxisKernels"/>: plain loops, in any precision.</summary>
internal static class ReduceReference
{
    /// <summary>The sum of all elements.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        foreach (var value in x)
            sum += value;
        return sum;
    }

    /// <summary>The sum of <c>x[i] * y[i]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>The largest element that is not NaN; minus infinity for none.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static T Max<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        var max = T.NegativeInfinity;
        foreach (var value in x)
            max = value > max ? value : max;
        return max;
    }

    /// <summary>The number of elements that are not 0.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static long CountNonZero<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        long count = 0;
        foreach (var value in x)
            count += value != T.Zero ? 1 : 0;
        return count;
    }

    /// <summary><c>sums[c] = sum over r of x[r, c]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void ColumnSums<T>(ReadOnlySpan<T> x, Span<T> sums)
        where T : IFloatingPointIeee754<T>
    {
        sums.Clear();
        for (int i = 0; i < x.Length; i++)
            sums[i % sums.Length] += x[i];
    }

    /// <summary>The reduction along an axis, divided by <paramref name="divisor"/>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Along<T>(Reduction reduction, in AxisExtents extents, ReadOnlySpan<T> x, int divisor, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        var line = new T[extents.Length];
        for (int i = 0; i < y.Length; i++)
        {
            for (int j = 0; j < line.Length; j++)
                line[j] = x[(i / extents.Inner * extents.Length + j) * extents.Inner + i % extents.Inner];
            y[i] = reduction switch
            {
                Reduction.Sum => Sum<T>(line) / T.CreateChecked(divisor),
                Reduction.Max => Max<T>(line) + T.Zero,
                _ => T.CreateChecked(Math.Max(0, Array.IndexOf(line, Max<T>(line)))),
            };
        }
    }

    /// <summary>The gradient of the maximum along an axis: that of the result, for the first element that is the largest.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void MaxGradient<T>(in AxisExtents extents, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        var index = new T[dy.Length];
        Along(Reduction.ArgMax, extents, x, 1, index.AsSpan());
        for (int i = 0; i < dx.Length; i++)
        {
            int result = i / extents.Inner / extents.Length * extents.Inner + i % extents.Inner;
            dx[i] = index[result] == T.CreateChecked(i / extents.Inner % extents.Length) ? dy[result] : T.Zero;
        }
    }
}

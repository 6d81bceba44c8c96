using System.Numerics;

namespace Saccade.Kernels.Reduce;

/// <summary>The definitions of <see cref="ReduceKernels"/>, <see cref="ColumnKernels"/> and <see cref="LeadingAxisKernels"/>: plain loops, in any precision.</summary>
public static class ReduceReference
{
    /// <summary>The sum of all elements.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        foreach (T value in x)
            sum += value;
        return sum;
    }

    /// <summary>The sum of <c>x[i] * y[i]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>The largest element that is not NaN; minus infinity for none.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static T Max<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        T max = T.NegativeInfinity;
        foreach (T value in x)
            max = value > max ? value : max;
        return max;
    }

    /// <summary>The number of elements that are not 0.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static long CountNonZero<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        long count = 0;
        foreach (T value in x)
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

    /// <summary><c>y[m] = mean over t of x[t, m]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Mean<T>(ReadOnlySpan<T> x, int steps, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int m = 0; m < y.Length; m++)
        {
            T sum = T.Zero;
            for (int t = 0; t < steps; t++)
                sum += x[t * y.Length + m];
            y[m] = sum / T.CreateChecked(steps);
        }
    }

    /// <summary><c>dx[t, m] = dy[m] / steps</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void MeanBackward<T>(ReadOnlySpan<T> dy, int steps, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dx.Length; i++)
            dx[i] = dy[i % dy.Length] / T.CreateChecked(steps);
    }
}

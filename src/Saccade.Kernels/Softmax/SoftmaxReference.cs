using System.Numerics;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Softmax;

/// <summary>The definitions of <see cref="SoftmaxKernels"/> in any precision; sums over k run along the axis.</summary>
internal static class SoftmaxReference
{
    /// <summary><c>p[c] = exp(x[c] / temperature) / sum over k of exp(x[k] / temperature)</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Forward<T>(ReadOnlySpan<T> x, in AxisExtents extents, T temperature, Span<T> p)
        where T : IFloatingPointIeee754<T>
    {
        LogForward(x, extents, temperature, p);
        for (int i = 0; i < p.Length; i++)
            p[i] = T.Exp(p[i]);
    }

    /// <summary><c>dx[c] = sum over k of dp[k] * p[k] * ((k == c) - p[c]) / temperature</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Backward<T>(ReadOnlySpan<T> dp, ReadOnlySpan<T> p, in AxisExtents extents, T temperature, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] = T.Zero;
            foreach (int k in Line(extents, i))
                dx[i] += dp[k] * p[k] * ((k == i ? T.One : T.Zero) - p[i]) / temperature;
        }
    }

    /// <summary><c>l[c] = x[c] / temperature - ln(sum over k of exp(x[k] / temperature))</c>, the largest logit taken out first.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void LogForward<T>(ReadOnlySpan<T> x, in AxisExtents extents, T temperature, Span<T> l)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T max = T.NegativeInfinity, sum = T.Zero;
            foreach (int k in Line(extents, i))
                max = T.Max(max, x[k] / temperature);
            foreach (int k in Line(extents, i))
                sum += T.Exp(x[k] / temperature - max);
            l[i] = x[i] / temperature - max - T.Log(sum);
        }
    }

    /// <summary><c>dx[c] = sum over k of dl[k] * ((k == c) - exp(l[c])) / temperature</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void LogBackward<T>(ReadOnlySpan<T> dl, ReadOnlySpan<T> l, in AxisExtents extents, T temperature, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] = T.Zero;
            foreach (int k in Line(extents, i))
                dx[i] += dl[k] * ((k == i ? T.One : T.Zero) - T.Exp(l[i])) / temperature;
        }
    }

    /// <summary>The elements on the line of element i, in the order of the axis.</summary>
    private static IEnumerable<int> Line(AxisExtents extents, int i)
    {
        int block = extents.Length * extents.Inner, start = i / block * block + i % extents.Inner;
        return Enumerable.Range(0, extents.Length).Select(j => start + j * extents.Inner);
    }
}

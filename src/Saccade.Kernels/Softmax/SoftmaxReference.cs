using System.Numerics;

namespace Saccade.Kernels.Softmax;

/// <summary>The definitions of <see cref="SoftmaxKernels"/> in any precision.</summary>
public static class SoftmaxReference
{
    /// <summary><c>p[c] = exp(x[c] / temperature) / sum over k of exp(x[k] / temperature)</c> for each row.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Forward<T>(ReadOnlySpan<T> x, int channels, T temperature, Span<T> p)
        where T : IFloatingPointIeee754<T>
    {
        LogForward(x, channels, temperature, p);
        for (int i = 0; i < p.Length; i++)
            p[i] = T.Exp(p[i]);
    }

    /// <summary><c>dx[c] = sum over k of dp[k] * p[k] * ((k == c) - p[c]) / temperature</c> for each row.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Backward<T>(ReadOnlySpan<T> dp, ReadOnlySpan<T> p, int channels, T temperature, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] = T.Zero;
            int start = i / channels * channels;
            for (int k = start; k < start + channels; k++)
                dx[i] += dp[k] * p[k] * ((k == i ? T.One : T.Zero) - p[i]) / temperature;
        }
    }

    /// <summary><c>l[c] = x[c] / temperature - ln(sum over k of exp(x[k] / temperature))</c> for each row, the largest logit taken out first.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void LogForward<T>(ReadOnlySpan<T> x, int channels, T temperature, Span<T> l)
        where T : IFloatingPointIeee754<T>
    {
        for (int start = 0; start < x.Length; start += channels)
        {
            T max = T.NegativeInfinity, sum = T.Zero;
            for (int i = start; i < start + channels; i++)
                max = T.Max(max, x[i] / temperature);
            for (int i = start; i < start + channels; i++)
                sum += T.Exp(x[i] / temperature - max);
            for (int i = start; i < start + channels; i++)
                l[i] = x[i] / temperature - max - T.Log(sum);
        }
    }

    /// <summary><c>dx[c] = sum over k of dl[k] * ((k == c) - exp(l[c])) / temperature</c> for each row.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void LogBackward<T>(ReadOnlySpan<T> dl, ReadOnlySpan<T> l, int channels, T temperature, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] = T.Zero;
            int start = i / channels * channels;
            for (int k = start; k < start + channels; k++)
                dx[i] += dl[k] * ((k == i ? T.One : T.Zero) - T.Exp(l[i])) / temperature;
        }
    }
}

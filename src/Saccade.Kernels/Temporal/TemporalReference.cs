using System.Numerics;

namespace Saccade.Kernels.Temporal;

/// <summary>The definitions of <see cref="TemporalKernels"/>: plain loops, in any precision.</summary>
internal static class TemporalReference
{
    /// <summary><c>y[t, m] = sum over k of w[k, m] * p[t + taps - 1 - k, m]</c>, the oldest input first.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Convolution<T>(TemporalShape s, int taps, ReadOnlySpan<T> p, ReadOnlySpan<T> w, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            var sum = T.Zero;
            for (int k = taps - 1; k >= 0; k--)
                sum = T.FusedMultiplyAdd(p[i + (taps - 1 - k) * s.Elements], w[k * s.Period + i % s.Elements % s.Period], sum);
            y[i] = sum;
        }
    }

    /// <summary><c>dp[t, m] = sum over k of w[k, m] * dy[t - taps + 1 + k, m]</c>, where there is such a step.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void ConvolutionInputGradient<T>(TemporalShape s, int taps, ReadOnlySpan<T> dy, ReadOnlySpan<T> w, Span<T> dp)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dp.Length; i++)
        {
            var sum = T.Zero;
            for (int k = 0; k < taps; k++)
            {
                int at = i + (k - taps + 1) * s.Elements;
                if (at >= 0 && at < dy.Length)
                    sum = T.FusedMultiplyAdd(dy[at], w[k * s.Period + i % s.Elements % s.Period], sum);
            }

            dp[i] = sum;
        }
    }

    /// <summary><c>y[t] = a * y[t - 1] + b * x[t]</c>, from <paramref name="start"/> (0 if empty), or with t + 1 for t - 1 from the last step back.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Filter<T>(TemporalShape s, bool backwards, ReadOnlySpan<T> x, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> start, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int m = 0; m < s.Elements; m++)
        {
            var last = start.IsEmpty ? T.Zero : start[m];
            for (int step = 0; step < s.Steps; step++)
            {
                int i = (backwards ? s.Steps - 1 - step : step) * s.Elements + m;
                y[i] = last = T.FusedMultiplyAdd(a[m % s.Period], last, b[m % s.Period] * x[i]);
            }
        }
    }
}

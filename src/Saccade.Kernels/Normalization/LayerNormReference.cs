using System.Numerics;

namespace Saccade.Kernels.Normalization;

/// <summary>The definition of layer normalisation of every row of [rows, features]: plain loops, in any precision.</summary>
internal static class LayerNormReference
{
    /// <summary><c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c> with mean and biased variance of the row.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, T epsilon, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        int features = gamma.Length;
        for (int start = 0; start < x.Length; start += features)
        {
            var (mean, inverse) = Statistics(x.Slice(start, features), epsilon);
            for (int i = 0; i < features; i++)
                y[start + i] = (x[start + i] - mean) * inverse * gamma[i] + beta[i];
        }
    }

    /// <summary>
    /// With h = (x - mean) / deviation and g = dy * gamma: <c>dx = (g - mean(g) - h * mean(g * h)) / deviation</c>, and the products
    /// <c>dy * h</c>, whose sums over rows are the gradient of gamma.
    /// </summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Backward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, T epsilon, Span<T> dx, Span<T> products)
        where T : IFloatingPointIeee754<T>
    {
        int features = gamma.Length;
        var count = T.CreateChecked(features);
        for (int start = 0; start < x.Length; start += features)
        {
            var (mean, inverse) = Statistics(x.Slice(start, features), epsilon);
            T sum = T.Zero, dot = T.Zero;
            for (int i = 0; i < features; i++)
            {
                T h = (x[start + i] - mean) * inverse, g = dy[start + i] * gamma[i];
                sum += g;
                dot += g * h;
                products[start + i] = dy[start + i] * h;
            }

            for (int i = 0; i < features; i++)
                dx[start + i] = (dy[start + i] * gamma[i] - sum / count - (x[start + i] - mean) * inverse * dot / count) * inverse;
        }
    }

    private static (T Mean, T Inverse) Statistics<T>(ReadOnlySpan<T> row, T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        T mean = T.Zero, variance = T.Zero, count = T.CreateChecked(row.Length);
        foreach (var value in row)
            mean += value / count;
        foreach (var value in row)
            variance += (value - mean) * (value - mean) / count;
        return (mean, T.One / T.Sqrt(variance + epsilon));
    }
}

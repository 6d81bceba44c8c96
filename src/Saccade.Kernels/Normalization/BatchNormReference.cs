using System.Numerics;

namespace Saccade.Kernels.Normalization;

/// <summary>The definition of batch normalisation over the rows of [rows, channels]: plain loops, in any precision.</summary>
internal static class BatchNormReference
{
    /// <summary>Mean and biased variance of every channel, by two passes.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Statistics<T>(ReadOnlySpan<T> x, Span<T> mean, Span<T> variance)
        where T : IFloatingPointIeee754<T>
    {
        int channels = mean.Length;
        var rows = T.CreateChecked(x.Length / channels);
        mean.Clear();
        variance.Clear();
        for (int i = 0; i < x.Length; i++)
            mean[i % channels] += x[i] / rows;
        for (int i = 0; i < x.Length; i++)
        {
            var deviation = x[i] - mean[i % channels];
            variance[i % channels] += deviation * deviation / rows;
        }
    }

    /// <summary><c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, T epsilon, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % mean.Length;
            y[i] = (x[i] - mean[c]) / T.Sqrt(variance[c] + epsilon) * gamma[c] + beta[c];
        }
    }

    /// <summary>The gradients of gamma and beta.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void ParameterGradients<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, T epsilon, Span<T> dGamma, Span<T> dBeta)
        where T : IFloatingPointIeee754<T>
    {
        dGamma.Clear();
        dBeta.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % mean.Length;
            dGamma[c] += dy[i] * (x[i] - mean[c]) / T.Sqrt(variance[c] + epsilon);
            dBeta[c] += dy[i];
        }
    }

    /// <summary>The gradient of the input where the statistics are those of the input.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void BackwardTraining<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, T epsilon, ReadOnlySpan<T> gamma, ReadOnlySpan<T> dGamma, ReadOnlySpan<T> dBeta, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        var rows = T.CreateChecked(x.Length / mean.Length);
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % mean.Length;
            var inverse = T.One / T.Sqrt(variance[c] + epsilon);
            var normalised = (x[i] - mean[c]) * inverse;
            dx[i] = gamma[c] * inverse * (dy[i] - dBeta[c] / rows - normalised * dGamma[c] / rows);
        }
    }

    /// <summary>The gradient of the input where the statistics are constants.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void BackwardEvaluation<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> variance, T epsilon, ReadOnlySpan<T> gamma, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dy.Length; i++)
            dx[i] = dy[i] * gamma[i % gamma.Length] / T.Sqrt(variance[i % gamma.Length] + epsilon);
    }
}


namespace Saccade.Kernels.Softmax;

/// <summary>
/// Softmax and its logarithm over the channels of [rows, channels], for logits: few numbers, so the loops are scalar and
/// compute in float64 (each result is rounded once, and does not depend on the platform's float32 library). Sums run in the
/// order of channels, rows are independent. A result may be the same buffer as an input.
/// </summary>
/// <remarks>A row with NaN or plus infinity gives NaN; minus infinity is a probability of 0.</remarks>
/// <seealso cref="SoftmaxReference"/>
public static class SoftmaxKernels
{
    /// <summary><c>p[c] = exp(x[c] / temperature) / sum over k of exp(x[k] / temperature)</c> for each row.</summary>
    /// <param name="x">Logits [rows, channels].</param>
    /// <param name="channels">Number of channels (classes).</param>
    /// <param name="temperature">What the logits are divided by, above 0; 1 for none.</param>
    /// <param name="p">Probabilities [rows, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void Forward(ReadOnlySpan<float> x, int channels, double temperature, Span<float> p)
    {
        Check(x, p, channels, temperature, nameof(x), nameof(p));
        for (int start = 0; start < x.Length; start += channels)
        {
            var (max, sum) = Normaliser(x.Slice(start, channels), temperature);
            for (int i = start; i < start + channels; i++)
                p[i] = (float)(Math.Exp((x[i] - max) / temperature) / sum);
        }
    }

    /// <summary>The gradient of <see cref="Forward"/>: <c>dx[c] = p[c] * (dp[c] - sum over k of dp[k] * p[k]) / temperature</c>.</summary>
    /// <param name="dp">Gradient of the probabilities [rows, channels].</param>
    /// <param name="p">The probabilities.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="temperature">The temperature of the forward pass.</param>
    /// <param name="dx">Gradient of the logits [rows, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void Backward(ReadOnlySpan<float> dp, ReadOnlySpan<float> p, int channels, double temperature, Span<float> dx)
    {
        Check(dp, dx, channels, temperature, nameof(dp), nameof(dx));
        Check(p, dx, channels, temperature, nameof(p), nameof(dx));
        for (int start = 0; start < p.Length; start += channels)
        {
            double mean = 0;
            for (int i = start; i < start + channels; i++)
                mean += (double)dp[i] * p[i];
            for (int i = start; i < start + channels; i++)
                dx[i] = (float)(p[i] * (dp[i] - mean) / temperature);
        }
    }

    /// <summary><c>l[c] = x[c] / temperature - ln(sum over k of exp(x[k] / temperature))</c> for each row.</summary>
    /// <param name="x">Logits [rows, channels].</param>
    /// <param name="channels">Number of channels (classes).</param>
    /// <param name="temperature">What the logits are divided by, above 0; 1 for none.</param>
    /// <param name="l">Logarithms of the probabilities [rows, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void LogForward(ReadOnlySpan<float> x, int channels, double temperature, Span<float> l)
    {
        Check(x, l, channels, temperature, nameof(x), nameof(l));
        for (int start = 0; start < x.Length; start += channels)
        {
            var (max, sum) = Normaliser(x.Slice(start, channels), temperature);
            double logarithm = Math.Log(sum);
            for (int i = start; i < start + channels; i++)
                l[i] = (float)((x[i] - max) / temperature - logarithm);
        }
    }

    /// <summary>The gradient of <see cref="LogForward"/>: <c>dx[c] = (dl[c] - exp(l[c]) * sum over k of dl[k]) / temperature</c>.</summary>
    /// <param name="dl">Gradient of the logarithms [rows, channels].</param>
    /// <param name="l">The logarithms of the probabilities.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="temperature">The temperature of the forward pass.</param>
    /// <param name="dx">Gradient of the logits [rows, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void LogBackward(ReadOnlySpan<float> dl, ReadOnlySpan<float> l, int channels, double temperature, Span<float> dx)
    {
        Check(dl, dx, channels, temperature, nameof(dl), nameof(dx));
        Check(l, dx, channels, temperature, nameof(l), nameof(dx));
        for (int start = 0; start < l.Length; start += channels)
        {
            double sum = 0;
            for (int i = start; i < start + channels; i++)
                sum += dl[i];
            for (int i = start; i < start + channels; i++)
                dx[i] = (float)((dl[i] - Math.Exp(l[i]) * sum) / temperature);
        }
    }

    /// <summary>The channel of the largest value of each row; of equal values the first. NaN are ignored, 0 if there is nothing else.</summary>
    /// <param name="x">Values [rows, channels].</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="best">The channels [rows].</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels.</exception>
    public static void ArgMax(ReadOnlySpan<float> x, int channels, Span<int> best)
    {
        int rows = SpanChecks.Rows(x.Length, channels, nameof(x));
        SpanChecks.Length(best.Length, rows, nameof(best), "one for each row");
        for (int r = 0; r < rows; r++)
        {
            float max = float.NegativeInfinity;
            best[r] = 0;
            for (int c = 0; c < channels; c++)
            {
                if (x[r * channels + c] > max)
                    (max, best[r]) = (x[r * channels + c], c);
            }
        }
    }

    /// <summary>The largest logit, in float64 so that differences to it are exact, and the sum of the exponentials of these differences.</summary>
    private static (double Max, double Sum) Normaliser(ReadOnlySpan<float> row, double temperature)
    {
        double max = double.NegativeInfinity;
        foreach (float value in row)
            max = Math.Max(max, value);

        double sum = 0;
        foreach (float value in row)
            sum += Math.Exp((value - max) / temperature);
        return (max, sum);
    }

    private static void Check(ReadOnlySpan<float> input, ReadOnlySpan<float> output, int channels, double temperature, string inputName, string outputName)
    {
        _ = SpanChecks.Rows(output.Length, channels, outputName);
        SpanChecks.SameLength(input.Length, output.Length, inputName, outputName);
        SpanChecks.NoPartialOverlap(input, output, inputName, outputName);
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "the temperature must be positive and finite");
    }
}

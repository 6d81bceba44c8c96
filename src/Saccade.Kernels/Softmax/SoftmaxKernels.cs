using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Softmax;

/// <summary>
/// Softmax and its logarithm along one axis of [outer, length, inner], a line being the elements along it. Made for logits, few
/// numbers, so the loops are scalar and compute in float64 (each result is rounded once, and does not depend on the platform's
/// float32 library). Sums run in the order of the axis, lines are independent. A result may be the same buffer as an input.
/// </summary>
/// <remarks>A line with NaN or plus infinity gives NaN; minus infinity is a probability of 0.</remarks>
/// <seealso cref="SoftmaxReference"/>
internal static class SoftmaxKernels
{
    /// <summary><c>p[c] = exp(x[c] / temperature) / sum over k of exp(x[k] / temperature)</c> for each line.</summary>
    /// <param name="x">Logits [outer, length, inner].</param>
    /// <param name="extents">How the axis lies in the buffers.</param>
    /// <param name="temperature">What the logits are divided by, above 0; 1 for none.</param>
    /// <param name="p">Probabilities [outer, length, inner].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void Forward(ReadOnlySpan<float> x, in AxisExtents extents, double temperature, Span<float> p)
    {
        Check(x, p, extents, temperature, nameof(x), nameof(p));
        for (int line = 0; line < extents.Others; line++)
        {
            int start = Start(extents, line), end = start + extents.Length * extents.Inner;
            var (max, sum) = Normaliser(x, start, end, extents.Inner, temperature);
            for (int i = start; i < end; i += extents.Inner)
                p[i] = (float)(Math.Exp((x[i] - max) / temperature) / sum);
        }
    }

    /// <summary>The gradient of <see cref="Forward"/>: <c>dx[c] = p[c] * (dp[c] - sum over k of dp[k] * p[k]) / temperature</c>.</summary>
    /// <param name="dp">Gradient of the probabilities [outer, length, inner].</param>
    /// <param name="p">The probabilities.</param>
    /// <param name="extents">How the axis lies in the buffers.</param>
    /// <param name="temperature">The temperature of the forward pass.</param>
    /// <param name="dx">Gradient of the logits [outer, length, inner].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void Backward(ReadOnlySpan<float> dp, ReadOnlySpan<float> p, in AxisExtents extents, double temperature, Span<float> dx)
    {
        Check(dp, dx, extents, temperature, nameof(dp), nameof(dx));
        Check(p, dx, extents, temperature, nameof(p), nameof(dx));
        for (int line = 0; line < extents.Others; line++)
        {
            int start = Start(extents, line), end = start + extents.Length * extents.Inner;
            double mean = 0;
            for (int i = start; i < end; i += extents.Inner)
                mean += (double)dp[i] * p[i];
            for (int i = start; i < end; i += extents.Inner)
                dx[i] = (float)(p[i] * (dp[i] - mean) / temperature);
        }
    }

    /// <summary><c>l[c] = x[c] / temperature - ln(sum over k of exp(x[k] / temperature))</c> for each line.</summary>
    /// <param name="x">Logits [outer, length, inner].</param>
    /// <param name="extents">How the axis lies in the buffers.</param>
    /// <param name="temperature">What the logits are divided by, above 0; 1 for none.</param>
    /// <param name="l">Logarithms of the probabilities [outer, length, inner].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void LogForward(ReadOnlySpan<float> x, in AxisExtents extents, double temperature, Span<float> l)
    {
        Check(x, l, extents, temperature, nameof(x), nameof(l));
        for (int line = 0; line < extents.Others; line++)
        {
            int start = Start(extents, line), end = start + extents.Length * extents.Inner;
            var (max, sum) = Normaliser(x, start, end, extents.Inner, temperature);
            double logarithm = Math.Log(sum);
            for (int i = start; i < end; i += extents.Inner)
                l[i] = (float)((x[i] - max) / temperature - logarithm);
        }
    }

    /// <summary>The gradient of <see cref="LogForward"/>: <c>dx[c] = (dl[c] - exp(l[c]) * sum over k of dl[k]) / temperature</c>.</summary>
    /// <param name="dl">Gradient of the logarithms [outer, length, inner].</param>
    /// <param name="l">The logarithms of the probabilities.</param>
    /// <param name="extents">How the axis lies in the buffers.</param>
    /// <param name="temperature">The temperature of the forward pass.</param>
    /// <param name="dx">Gradient of the logits [outer, length, inner].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    public static void LogBackward(ReadOnlySpan<float> dl, ReadOnlySpan<float> l, in AxisExtents extents, double temperature, Span<float> dx)
    {
        Check(dl, dx, extents, temperature, nameof(dl), nameof(dx));
        Check(l, dx, extents, temperature, nameof(l), nameof(dx));
        for (int line = 0; line < extents.Others; line++)
        {
            int start = Start(extents, line), end = start + extents.Length * extents.Inner;
            double sum = 0;
            for (int i = start; i < end; i += extents.Inner)
                sum += dl[i];
            for (int i = start; i < end; i += extents.Inner)
                dx[i] = (float)((dl[i] - Math.Exp(l[i]) * sum) / temperature);
        }
    }

    /// <summary>The largest logit, in float64 so that differences to it are exact, and the sum of the exponentials of these differences.</summary>
    private static (double Max, double Sum) Normaliser(ReadOnlySpan<float> x, int start, int end, int step, double temperature)
    {
        double max = double.NegativeInfinity;
        for (int i = start; i < end; i += step)
            max = Math.Max(max, x[i]);

        double sum = 0;
        for (int i = start; i < end; i += step)
            sum += Math.Exp((x[i] - max) / temperature);
        return (max, sum);
    }

    private static int Start(in AxisExtents extents, int line) => line / extents.Inner * extents.Length * extents.Inner + line % extents.Inner;

    private static void Check(ReadOnlySpan<float> input, ReadOnlySpan<float> output, in AxisExtents extents, double temperature, string inputName, string outputName)
    {
        SpanChecks.Length(output.Length, extents.Count, outputName, "the elements of the extents");
        SpanChecks.SameLength(input.Length, output.Length, inputName, outputName);
        SpanChecks.NoPartialOverlap(input, output, inputName, outputName);
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "the temperature must be positive and finite");
    }
}

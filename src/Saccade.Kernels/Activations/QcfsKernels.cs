using Saccade.Kernels.Lanes;
using Saccade.Kernels.Neurons;

namespace Saccade.Kernels.Activations;

/// <summary>
/// The quantised activation QCFS (quantisation clip-floor-shift; HSD equation 8):
/// <c>y = threshold clip(floor(x L / threshold + 1/2) / L, 0, 1)</c>, with a learnable threshold (lambda) for each layer and L levels.
/// </summary>
/// <remarks>NaN gives NaN or a number, unspecified.</remarks>
/// <seealso cref="Reference.QcfsReference"/>
internal static unsafe class QcfsKernels
{
    private const int Block = 1024;

    /// <summary><c>y = threshold clip(floor(x L / threshold + 1/2) / L, 0, 1)</c>.</summary>
    /// <param name="input">x.</param>
    /// <param name="output">Receives y; as long as <paramref name="input"/>, and may be the same memory.</param>
    /// <param name="threshold">The threshold lambda, finite and above 0.</param>
    /// <param name="levels">L, from 1 to 65536.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold or L is out of range.</exception>
    public static void Forward(ReadOnlySpan<float> input, Span<float> output, float threshold, int levels)
        => Forward(input, output, threshold, levels, HardwareWidths.Widest);

    /// <summary>
    /// Gradients, with u = x / threshold and q = floor(u L + 1/2) / L:
    /// inside the region of <paramref name="rule"/> <c>dx = dy</c> and <c>dy/dthreshold = q - u</c>; above it 0 and 1; below it 0 and 0.
    /// </summary>
    /// <remarks>
    /// The threshold's gradient is summed in sixteen float64 partial sums by the place in the span: split long data into spans of fixed
    /// size and add those in order for a sum that does not depend on the number of threads.
    /// </remarks>
    /// <param name="input">x of the forward pass.</param>
    /// <param name="gradOutput">dL/dy.</param>
    /// <param name="gradInput">Receives dL/dx; may be the same memory as one of the others.</param>
    /// <param name="threshold">The threshold lambda, finite and above 0.</param>
    /// <param name="levels">L, from 1 to 65536.</param>
    /// <param name="rule">Where the gradient passes.</param>
    /// <returns>dL/dthreshold, summed over the span.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold, L or the rule is out of range.</exception>
    public static double Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradOutput, Span<float> gradInput, float threshold, int levels, QcfsGradient rule)
        => Backward(input, gradOutput, gradInput, threshold, levels, rule, HardwareWidths.Widest);

    internal static void Forward(ReadOnlySpan<float> input, Span<float> output, float threshold, int levels, int widest)
    {
        SpanChecks.Length(output.Length, input.Length, "output", "as many as input");
        SpanChecks.NoPartialOverlap(input, output, "input", "output");
        CheckScalars(threshold, levels);

        fixed (float* x = input, y = output)
            ForwardRange(x, y, threshold, levels, input.Length, widest);
    }

    internal static double Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradOutput, Span<float> gradInput, float threshold, int levels, QcfsGradient rule, int widest)
    {
        SpanChecks.Length(gradOutput.Length, input.Length, "gradOutput", "as many as input");
        SpanChecks.Length(gradInput.Length, input.Length, "gradInput", "as many as input");
        SpanChecks.NoPartialOverlap(input, gradInput, "input", "gradInput");
        SpanChecks.NoPartialOverlap(gradOutput, gradInput, "gradOutput", "gradInput");
        CheckScalars(threshold, levels);

        return rule switch
        {
            QcfsGradient.FloorThenClip => Backward<FloorThenClip>(input, gradOutput, gradInput, threshold, levels, widest),
            QcfsGradient.ClipThenFloor => Backward<ClipThenFloor>(input, gradOutput, gradInput, threshold, levels, widest),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "no such gradient rule"),
        };
    }

    private static double Backward<TRule>(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradOutput, Span<float> gradInput, float threshold, int levels, int widest)
        where TRule : struct, IGradientRule
    {
        double sum = 0;
        float* terms = stackalloc float[Block];
        fixed (float* x = input, dy = gradOutput, dx = gradInput)
        {
            for (int first = 0; first < input.Length; first += Block)
            {
                int length = Math.Min(Block, input.Length - first);
                BackwardRange<TRule>(x + first, dy + first, dx + first, terms, threshold, levels, length, widest);
                sum += BlockSum.Of(terms, length);
            }
        }

        return sum;
    }

    private static void CheckScalars(float threshold, int levels)
    {
        if (!float.IsFinite(threshold) || threshold <= 0)
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "the threshold of a quantised activation must be finite and above 0; clamp a learned one");
        if (levels is < 1 or > 65536)
            throw new ArgumentOutOfRangeException(nameof(levels), levels, "the number of quantisation levels must be from 1 to 65536");
    }

    private static void ForwardRange(float* x, float* y, float threshold, int levels, int n, int widest)
    {
        int i = 0;
        if (widest >= 16)
            i = ForwardRange<Lanes16>(x, y, threshold, levels, i, n);
        if (widest >= 8)
            i = ForwardRange<Lanes8>(x, y, threshold, levels, i, n);
        if (widest >= 4)
            i = ForwardRange<Lanes4>(x, y, threshold, levels, i, n);
        ForwardRange<Lanes1>(x, y, threshold, levels, i, n);
    }

    private static int ForwardRange<V>(float* x, float* y, float lambda, int l, int i, int n)
        where V : struct, ILanes<V>
    {
        V threshold = V.Broadcast(lambda), levels = V.Broadcast(l), half = V.Broadcast(0.5f);
        for (; i <= n - V.Count; i += V.Count)
        {
            var level = V.Floor(V.Fma(V.Load(x + i) / threshold, levels, half));
            V.Store(V.Min(V.Max(level, V.Zero), levels) / levels * threshold, y + i);
        }

        return i;
    }

    private static void BackwardRange<TRule>(float* x, float* dy, float* dx, float* terms, float threshold, int levels, int n, int widest)
        where TRule : struct, IGradientRule
    {
        int i = 0;
        if (widest >= 16)
            i = BackwardRange<Lanes16, TRule>(x, dy, dx, terms, threshold, levels, i, n);
        if (widest >= 8)
            i = BackwardRange<Lanes8, TRule>(x, dy, dx, terms, threshold, levels, i, n);
        if (widest >= 4)
            i = BackwardRange<Lanes4, TRule>(x, dy, dx, terms, threshold, levels, i, n);
        BackwardRange<Lanes1, TRule>(x, dy, dx, terms, threshold, levels, i, n);
    }

    private static int BackwardRange<V, TRule>(float* x, float* dy, float* dx, float* terms, float lambda, int l, int i, int n)
        where V : struct, ILanes<V>
        where TRule : struct, IGradientRule
    {
        V threshold = V.Broadcast(lambda), levels = V.Broadcast(l), half = V.Broadcast(0.5f), one = V.Broadcast(1);
        for (; i <= n - V.Count; i += V.Count)
        {
            V u = V.Load(x + i) / threshold, d = V.Load(dy + i);
            var q = V.Floor(V.Fma(u, levels, half)) / levels;
            var decisive = TRule.Decisive(u, q);
            var byThreshold = V.SelectGreater(decisive, one, d, V.SelectGreaterOrEqual(decisive, V.Zero, d * (q - u), V.Zero));
            var byInput = V.SelectGreater(decisive, one, V.Zero, V.SelectGreaterOrEqual(decisive, V.Zero, d, V.Zero));
            V.Store(byThreshold, terms + i);
            V.Store(byInput, dx + i);
        }

        return i;
    }

    /// <summary>Which value is compared with [0, 1].</summary>
    private interface IGradientRule
    {
        static abstract V Decisive<V>(V u, V q)
            where V : struct, ILanes<V>;
    }

    private readonly struct FloorThenClip : IGradientRule
    {
        public static V Decisive<V>(V u, V q)
            where V : struct, ILanes<V>
            => q;
    }

    private readonly struct ClipThenFloor : IGradientRule
    {
        public static V Decisive<V>(V u, V q)
            where V : struct, ILanes<V>
            => u;
    }
}

/// <summary>Where the gradient of the quantised activation passes; the forward pass is the same. u = x / threshold.</summary>
public enum QcfsGradient
{
    /// <summary>
    /// Quantise, then clip: passes where 0 &lt;= q &lt;= 1 for q = floor(u L + 1/2) / L, that is -1/(2L) &lt;= u &lt; 1 + 1/(2L) (HSD, and
    /// the first repository of QCFS).
    /// </summary>
    FloorThenClip,

    /// <summary>Clip, then quantise: passes where 0 &lt;= u &lt;= 1 (the later repository of QCFS).</summary>
    ClipThenFloor,
}

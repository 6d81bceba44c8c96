using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Temporal;

/// <summary>
/// Causal convolutions and first-order filters along time on [steps, elements]. Each element is computed by one lane, in the order
/// of time, so the bits are those of the reference at every width; callers share out ranges of elements.
/// </summary>
/// <seealso cref="TemporalReference"/>
internal static unsafe class TemporalKernels
{
    /// <summary><c>y[t, m] = sum over k of w[k, m] * p[t + taps - 1 - k, m]</c> for elements m of a range, the oldest input first.</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="taps">Number of inputs that an output depends on.</param>
    /// <param name="p">The inputs, preceded by the taps - 1 before them: [steps + taps - 1, elements].</param>
    /// <param name="w">Weights [taps, period], that of the present input first.</param>
    /// <param name="y">Outputs [steps, elements]; only the range of each step is written.</param>
    /// <param name="begin">First element.</param>
    /// <param name="end">One past the last element.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or the buffers overlap.</exception>
    public static void Convolution(TemporalShape shape, int taps, ReadOnlySpan<float> p, ReadOnlySpan<float> w, Span<float> y, int begin, int end)
        => Convolution<HardwareWidths>(shape, taps, p, w, y, begin, end);

    /// <summary>The gradient of the inputs of <see cref="Convolution"/> for elements of a range.</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="taps">Number of inputs that an output depends on.</param>
    /// <param name="dy">Gradient of the outputs [steps, elements].</param>
    /// <param name="w">Weights [taps, period].</param>
    /// <param name="dp">Gradient of the inputs [steps + taps - 1, elements]; only the range of each step is written.</param>
    /// <param name="begin">First element.</param>
    /// <param name="end">One past the last element.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or the buffers overlap.</exception>
    public static void ConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlySpan<float> dy, ReadOnlySpan<float> w, Span<float> dp, int begin, int end)
        => ConvolutionInputGradient<HardwareWidths>(shape, taps, dy, w, dp, begin, end);

    /// <summary><c>y[t, m] = fma(a[m], y[t - 1, m], b[m] * x[t, m])</c> for elements m of a range.</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="backwards">Whether time runs from the last step to the first, y[t + 1] in place of y[t - 1]: the gradient's direction.</param>
    /// <param name="x">Inputs [steps, elements].</param>
    /// <param name="a">Share of the last output that stays [period].</param>
    /// <param name="b">Factor of the input [period].</param>
    /// <param name="start">Output before the first step [elements], or empty for 0.</param>
    /// <param name="y">Outputs [steps, elements]; only the range of each step is written. May be <paramref name="x"/>.</param>
    /// <param name="begin">First element.</param>
    /// <param name="end">One past the last element.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or the buffers overlap without being the same.</exception>
    public static void Filter(
        TemporalShape shape, bool backwards, ReadOnlySpan<float> x, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> start, Span<float> y, int begin, int end)
        => Filter<HardwareWidths>(shape, backwards, x, a, b, start, y, begin, end);

    internal static void Convolution<TWidths>(TemporalShape s, int taps, ReadOnlySpan<float> p, ReadOnlySpan<float> w, Span<float> y, int begin, int end)
        where TWidths : struct, ILaneWidths
    {
        CheckConvolution(s, taps, p, w, y, begin, end);
        fixed (float* inputs = p, weights = w, outputs = y)
        {
            for (int t = 0; t < s.Steps; t++)
            {
                for (int m = begin, count; m < end; m += count)
                {
                    int column = m % s.Period;
                    count = Math.Min(s.Period - column, end - m);
                    float* newest = weights + (nint)(taps - 1) * s.Period + column;
                    LaneLoop.Run<TWidths, TapLoop>(new(inputs + (nint)t * s.Elements + m, s.Elements, newest, -s.Period, taps, outputs + (nint)t * s.Elements + m), count);
                }
            }
        }
    }

    internal static void ConvolutionInputGradient<TWidths>(TemporalShape s, int taps, ReadOnlySpan<float> dy, ReadOnlySpan<float> w, Span<float> dp, int begin, int end)
        where TWidths : struct, ILaneWidths
    {
        CheckConvolution(s, taps, dp, w, dy, begin, end);
        fixed (float* gradients = dy, weights = w, results = dp)
        {
            for (int t = 0; t < s.Steps + taps - 1; t++)
            {
                int first = Math.Max(0, taps - 1 - t), last = Math.Min(taps - 1, s.Steps + taps - 2 - t);
                for (int m = begin, count; m < end; m += count)
                {
                    int column = m % s.Period;
                    count = Math.Min(s.Period - column, end - m);
                    float* gradient = gradients + (nint)(t - taps + 1 + first) * s.Elements + m;
                    LaneLoop.Run<TWidths, TapLoop>(
                        new(gradient, s.Elements, weights + (nint)first * s.Period + column, s.Period, last - first + 1, results + (nint)t * s.Elements + m), count);
                }
            }
        }
    }

    internal static void Filter<TWidths>(
        TemporalShape s, bool backwards, ReadOnlySpan<float> x, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> start, Span<float> y, int begin, int end)
        where TWidths : struct, ILaneWidths
    {
        SpanChecks.Length(x.Length, (long)s.Steps * s.Elements, nameof(x), "all steps");
        SpanChecks.SameLength(y.Length, x.Length, nameof(y), nameof(x));
        SpanChecks.Length(a.Length, s.Period, nameof(a), "the period");
        SpanChecks.Length(b.Length, s.Period, nameof(b), "the period");
        SpanChecks.NoPartialOverlap(x, y, nameof(x), nameof(y));
        SpanChecks.Interval(begin, end, s.Elements);
        if (!start.IsEmpty)
            SpanChecks.Length(start.Length, s.Elements, nameof(start), "one for each element");
        nint step = backwards ? -s.Elements : s.Elements, first = backwards ? (nint)(s.Steps - 1) * s.Elements : 0;
        fixed (float* px = x, pa = a, pb = b, ps = start, py = y)
        {
            for (int m = begin, count; m < end; m += count)
            {
                int column = m % s.Period;
                count = Math.Min(s.Period - column, end - m);
                float* from = start.IsEmpty ? null : ps + m;
                LaneLoop.Run<TWidths, FilterLoop>(new(px + first + m, pa + column, pb + column, from, py + first + m, step, s.Steps), count);
            }
        }
    }

    private static void CheckConvolution(TemporalShape s, int taps, ReadOnlySpan<float> p, ReadOnlySpan<float> w, ReadOnlySpan<float> y, int begin, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(taps);
        SpanChecks.Length(p.Length, ((long)s.Steps + taps - 1) * s.Elements, "p", "all steps and those before");
        SpanChecks.Length(w.Length, (long)taps * s.Period, "w", "the taps of a period");
        SpanChecks.Length(y.Length, (long)s.Steps * s.Elements, "y", "all steps");
        SpanChecks.NoOverlap(p, y, "p", "y");
        SpanChecks.Interval(begin, end, s.Elements);
    }

    /// <summary>One accumulator for each element: the sum of products of two columns.</summary>
    private readonly struct TapLoop(float* values, nint valueStep, float* weights, nint weightStep, int taps, float* output) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* y = output;
            for (; i + V.Count <= end; i += V.Count)
            {
                float* x = values + i, w = weights + i;
                var sum = V.Zero;
                for (int k = 0; k < taps; k++, x += valueStep, w += weightStep)
                    sum = V.Fma(V.Load(x), V.Load(w), sum);
                V.Store(sum, y + i);
            }

            return i;
        }
    }

    private readonly struct FilterLoop(float* input, float* decay, float* gain, float* start, float* output, nint step, int steps) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            for (; i + V.Count <= end; i += V.Count)
            {
                float* x = input + i, y = output + i;
                V a = V.Load(decay + i), b = V.Load(gain + i), last = start == null ? V.Zero : V.Load(start + i);
                for (int t = 0; t < steps; t++, x += step, y += step)
                {
                    last = V.Fma(a, last, b * V.Load(x));
                    V.Store(last, y);
                }
            }

            return i;
        }
    }
}

/// <summary>Extents of a computation along time on [steps, elements], each element of a step with coefficients of its own or of its channel.</summary>
/// <param name="Steps">Steps of the output.</param>
/// <param name="Elements">Elements of a step.</param>
/// <param name="Period">Coefficients: element m has the one numbered m modulo this. A multiple of the channels keeps short rows of channels wide.</param>
internal readonly record struct TemporalShape(int Steps, int Elements, int Period);

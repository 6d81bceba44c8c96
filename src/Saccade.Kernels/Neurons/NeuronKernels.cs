using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Neurons;

/// <summary>
/// Spiking neurons fused over time, on [steps, count] data: charge, fire, reset forward; back-propagation through time backward.
/// Callers partition the neurons among threads by ranges [begin, end).
/// </summary>
/// <remarks>
/// Each neuron is computed by one lane, so results have the same bits at every vector width, for every partition, and whether the
/// steps come in one call or one by one. Fused multiply-add is used throughout (docs/numerics.md).
/// A range is walked in blocks whose state stays in the nearest cache while all steps of the block run.
/// </remarks>
/// <seealso cref="Reference.NeuronReference{T}"/>
internal static unsafe partial class NeuronKernels
{
    /// <summary>Neurons in a block: 32 kB of state, and rows long enough for the processor to prefetch (a quarter of it costs 10 % more time).</summary>
    private const int Block = 8192;

    /// <summary>Runs neurons [begin, end) over all steps: <c>H = charge(V, x); S = H >= threshold; y = height S; V = reset(H, S)</c>.</summary>
    /// <param name="parameters">The neurons.</param>
    /// <param name="input">The input x, [steps, count].</param>
    /// <param name="potential">
    /// [count]: V before the first step on entry, after the last step on return. Empty: every neuron starts at
    /// <see cref="NeuronParameters.StartPotential"/>, and the final state is dropped.
    /// </param>
    /// <param name="charged">
    /// [steps, count], receives H, all that <see cref="Backward(NeuronParameters, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float}, int, int, int, int)"/> needs; may be the same memory as <paramref name="input"/>. Empty in inference.
    /// </param>
    /// <param name="output">[steps, count], receives y; may be the same memory as <paramref name="input"/> if <paramref name="charged"/> is not.</param>
    /// <param name="steps">Number of steps, 0 or more.</param>
    /// <param name="count">Number of neurons in a step.</param>
    /// <param name="begin">First neuron to run.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap in another way than stated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count), or an extent is negative.</exception>
    public static void Forward(
        NeuronParameters parameters,
        ReadOnlySpan<float> input,
        Span<float> potential,
        Span<float> charged,
        Span<float> output,
        int steps,
        int count,
        int begin,
        int end)
        => Forward(parameters, input, potential, charged, output, steps, count, begin, end, HardwareWidths.Widest);

    /// <summary>Runs neurons [begin, end) one step in place: <see cref="Forward(NeuronParameters, ReadOnlySpan{float}, Span{float}, Span{float}, Span{float}, int, int, int, int)"/> with one step, so the same bits as a fused run.</summary>
    /// <param name="parameters">The neurons.</param>
    /// <param name="input">The input x of this step, [count].</param>
    /// <param name="potential">[count]: V before the step on entry, after it on return.</param>
    /// <param name="output">[count], receives y; may be the same memory as <paramref name="input"/>.</param>
    /// <param name="begin">First neuron to run.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <exception cref="ArgumentException">The lengths differ, or spans overlap in another way than stated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count).</exception>
    public static void Step(NeuronParameters parameters, ReadOnlySpan<float> input, Span<float> potential, Span<float> output, int begin, int end)
    {
        SpanChecks.Length(potential.Length, input.Length, "potential", "as many as input");
        Forward(parameters, input, potential, [], output, 1, input.Length, begin, end);
    }

    [SkipLocalsInit]
    internal static void Forward(
        NeuronParameters parameters,
        ReadOnlySpan<float> input,
        Span<float> potential,
        Span<float> charged,
        Span<float> output,
        int steps,
        int count,
        int begin,
        int end,
        int widest)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        CheckForward(input, potential, charged, output, steps, count, begin, end);

        var coefficients = new NeuronCoefficients(parameters);
        float* scratch = stackalloc float[potential.IsEmpty ? Math.Min(Block, end - begin) : 0];
        fixed (float* x = input, state = potential, h = charged, y = output)
        {
            for (int first = begin; first < end; first += Block)
            {
                int length = Math.Min(Block, end - first);
                float* v = state is null ? scratch : state + first;
                if (state is null)
                    new Span<float>(v, length).Fill(parameters.StartPotential);

                for (int t = 0; t < steps; t++)
                {
                    nint at = ((nint)t * count) + first;
                    Row(coefficients, x + at, v, h is null ? null : h + at, y + at, length, widest);
                }
            }
        }
    }

    private static void CheckForward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> potential, ReadOnlySpan<float> charged, ReadOnlySpan<float> output, int steps, int count, int begin, int end)
    {
        CheckExtents(steps, count, begin, end);
        long all = (long)steps * count;
        SpanChecks.Length(input.Length, all, "input", "steps x count");
        SpanChecks.Length(output.Length, all, "output", "steps x count");
        if (!potential.IsEmpty)
            SpanChecks.Length(potential.Length, count, "potential", "count, or empty");
        if (!charged.IsEmpty)
            SpanChecks.Length(charged.Length, all, "charged", "steps x count, or empty");

        SpanChecks.NoPartialOverlap(input, charged, "input", "charged");
        SpanChecks.NoPartialOverlap(input, output, "input", "output");
        SpanChecks.NoOverlap(charged, output, "charged", "output");
        SpanChecks.NoOverlap(potential, input, "potential", "input");
        SpanChecks.NoOverlap(potential, charged, "potential", "charged");
        SpanChecks.NoOverlap(potential, output, "potential", "output");
    }

    private static void CheckExtents(int steps, int count, int begin, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        SpanChecks.Interval(begin, end, count);
    }

    /// <summary>One step of <paramref name="n"/> neurons.</summary>
    private static void Row(in NeuronCoefficients c, float* x, float* v, float* h, float* y, int n, int widest)
    {
        int i = 0;
        if (widest >= 16)
            i = Row<Lanes16>(c, x, v, h, y, i, n);
        if (widest >= 8)
            i = Row<Lanes8>(c, x, v, h, y, i, n);
        if (widest >= 4)
            i = Row<Lanes4>(c, x, v, h, y, i, n);
        Row<Lanes1>(c, x, v, h, y, i, n);
    }

    private static int Row<V>(in NeuronCoefficients c, float* x, float* v, float* h, float* y, int i, int n)
        where V : struct, ILanes<V>
    {
        V keep = V.Broadcast(c.Keep), gain = V.Broadcast(c.Gain), bias = V.Broadcast(c.Bias);
        V fireAt = V.Broadcast(c.FireAt), height = V.Broadcast(c.Height);
        V spikedKeep = V.Broadcast(c.SpikedKeep), spikedBias = V.Broadcast(c.SpikedBias);

        for (; i <= n - V.Count; i += V.Count)
        {
            var charged = V.Fma(V.Load(v + i), keep, V.Fma(V.Load(x + i), gain, bias));
            if (h != null)
                V.Store(charged, h + i);
            V.Store(V.SelectGreaterOrEqual(charged, fireAt, height, V.Zero), y + i);
            V.Store(V.SelectGreaterOrEqual(charged, fireAt, V.Fma(charged, spikedKeep, spikedBias), charged), v + i);
        }

        return i;
    }
}

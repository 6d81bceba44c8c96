using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Neurons;

internal static unsafe partial class NeuronKernels
{
    /// <summary>Neurons in a block that also accumulates parameter gradients: five buffers of 4 kB.</summary>
    private const int ParameterBlock = 1024;

    /// <summary>
    /// <see cref="Backward(NeuronParameters, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float}, int, int, int, int)"/>, and the gradients of the scalars of the layer, summed over the steps and over neurons [begin, end).
    /// The derivation is in the remarks.
    /// </summary>
    /// <remarks>
    /// <para>
    /// With dS = height dy + D dV/dS and g = dS/dH:
    /// rate: sum of dH dH/dk, where dH/dk = (H - V) / k for <see cref="ChargeKind.LeakWithInput"/> and V_reset - V for <see cref="ChargeKind.Leak"/>;
    /// threshold: sum of -dS g r - D S (the last term for a soft reset only), where r = 1, or H / threshold if the surrogate is in units of the threshold;
    /// height: sum of dy S; start potential: sum of dL/dV before the first step. The V of a step is recomputed from the H of the step before.
    /// </para>
    /// <para>
    /// Each neuron is summed over the steps in float32, neurons in sixteen float64 partial sums by their place in the range: the result depends on
    /// the range and on nothing else. Split neurons into ranges of fixed size and add those in order for sums that do not depend on the number of threads.
    /// </para>
    /// </remarks>
    /// <param name="parameters">The neurons of the forward pass.</param>
    /// <param name="start">V before the first step, [count]; empty if all neurons started at <see cref="NeuronParameters.StartPotential"/>.</param>
    /// <param name="charged">H of the forward pass, [steps, count].</param>
    /// <param name="gradOutput">dL/dy, [steps, count].</param>
    /// <param name="gradInput">[steps, count], receives dL/dx; may be the same memory as <paramref name="gradOutput"/> or <paramref name="charged"/>.</param>
    /// <param name="gradPotential">As for <see cref="Backward(NeuronParameters, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float}, int, int, int, int)"/>.</param>
    /// <param name="steps">Number of steps, 0 or more.</param>
    /// <param name="count">Number of neurons in a step.</param>
    /// <param name="begin">First neuron to run.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <returns>The gradients of the scalars over this range.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap in another way than stated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count), or an extent is negative.</exception>
    public static NeuronGradients BackwardWithParameters(
        NeuronParameters parameters,
        ReadOnlySpan<float> start,
        ReadOnlySpan<float> charged,
        ReadOnlySpan<float> gradOutput,
        Span<float> gradInput,
        Span<float> gradPotential,
        int steps,
        int count,
        int begin,
        int end)
        => BackwardWithParameters(parameters, start, charged, gradOutput, gradInput, gradPotential, steps, count, begin, end, HardwareWidths.Widest);

    internal static NeuronGradients BackwardWithParameters(
        NeuronParameters parameters,
        ReadOnlySpan<float> start,
        ReadOnlySpan<float> charged,
        ReadOnlySpan<float> gradOutput,
        Span<float> gradInput,
        Span<float> gradPotential,
        int steps,
        int count,
        int begin,
        int end,
        int widest)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        CheckBackward(charged, gradOutput, gradInput, gradPotential, steps, count, begin, end);
        if (!start.IsEmpty)
            SpanChecks.Length(start.Length, count, "start", "count, or empty");
        SpanChecks.NoOverlap(start, gradInput, "start", "gradInput");
        SpanChecks.NoOverlap(start, gradPotential, "start", "gradPotential");

        var coefficients = new NeuronCoefficients(parameters);
        fixed (float* v0 = start, h = charged, dy = gradOutput, dx = gradInput, carry = gradPotential)
        {
            var pass = new ParameterPass(coefficients, parameters.StartPotential, v0, h, dy, dx, carry, steps, count, begin, end, widest);
            SurrogateDispatch.Apply(parameters.Surrogate, ref pass);
            return pass.Gradients;
        }
    }

    /// <summary>A backward pass with parameter gradients, waiting to be compiled for its surrogate.</summary>
    private struct ParameterPass(
        in NeuronCoefficients c, float startPotential, float* v0, float* h, float* dy, float* dx, float* gradPotential, int steps, int count, int begin, int end, int widest)
        : ISurrogateVisitor
    {
        private readonly NeuronCoefficients _c = c;

        public NeuronGradients Gradients { get; private set; }

        [SkipLocalsInit]
        public void Visit<TSurrogate>(TSurrogate surrogate)
            where TSurrogate : struct, ISurrogateDerivative
        {
            float* buffers = stackalloc float[4 * ParameterBlock], startBuffer = stackalloc float[ParameterBlock];
            for (int first = begin; first < end; first += ParameterBlock)
            {
                int length = Math.Min(ParameterBlock, end - first);
                new Span<float>(buffers, 4 * ParameterBlock).Clear();
                if (v0 is null)
                    new Span<float>(startBuffer, length).Fill(startPotential);

                float* start = v0 is null ? startBuffer : v0 + first;
                float* carry = gradPotential is null ? buffers + (3 * ParameterBlock) : gradPotential + first;
                var sums = new SumRows(buffers, buffers + ParameterBlock, buffers + (2 * ParameterBlock));
                RunBlock(surrogate, first, length, start, carry, sums);
                Gradients += new NeuronGradients(
                    BlockSum.Of(sums.Rate, length), BlockSum.Of(sums.Threshold, length), BlockSum.Of(sums.Height, length), BlockSum.Of(carry, length));
            }
        }

        private readonly void RunBlock<TSurrogate>(TSurrogate surrogate, int first, int length, float* start, float* carry, SumRows sums)
            where TSurrogate : struct, ISurrogateDerivative
        {
            for (int t = steps - 1; t >= 0; t--)
            {
                nint at = ((nint)t * count) + first;
                var before = t > 0
                    ? new Before(h + at - count, _c.FireAt)
                    : new Before(start, float.PositiveInfinity); // the start is a potential after reset already: nothing reaches infinity
                ParameterRow(_c, surrogate, before, h + at, dy + at, dx + at, carry, sums, length, widest);
            }
        }
    }

    /// <summary>Where the H of the step before lies, and from which value on it was reset.</summary>
    private readonly struct Before(float* charged, float fireAt)
    {
        public readonly float* Charged = charged;
        public readonly float FireAt = fireAt;
    }

    /// <summary>Gradients of each neuron of a block, summed over the steps so far.</summary>
    private readonly struct SumRows(float* rate, float* threshold, float* height)
    {
        public readonly float* Rate = rate;
        public readonly float* Threshold = threshold;
        public readonly float* Height = height;
    }

    /// <summary>One step of <paramref name="n"/> neurons, backward, with the gradients of the scalars.</summary>
    private static void ParameterRow<TSurrogate>(
        in NeuronCoefficients c, TSurrogate surrogate, Before before, float* h, float* dy, float* dx, float* carry, SumRows sums, int n, int widest)
        where TSurrogate : struct, ISurrogateDerivative
    {
        int i = 0;
        if (widest >= 16)
            i = ParameterRow<Lanes16, TSurrogate>(c, surrogate, before, h, dy, dx, carry, sums, i, n);
        if (widest >= 8)
            i = ParameterRow<Lanes8, TSurrogate>(c, surrogate, before, h, dy, dx, carry, sums, i, n);
        if (widest >= 4)
            i = ParameterRow<Lanes4, TSurrogate>(c, surrogate, before, h, dy, dx, carry, sums, i, n);
        ParameterRow<Lanes1, TSurrogate>(c, surrogate, before, h, dy, dx, carry, sums, i, n);
    }

    private static int ParameterRow<V, TSurrogate>(
        in NeuronCoefficients c, TSurrogate surrogate, Before before, float* h, float* dy, float* dx, float* carry, SumRows sums, int i, int n)
        where V : struct, ILanes<V>
        where TSurrogate : struct, ISurrogateDerivative
    {
        V scale = V.Broadcast(c.Scale), fireAt = V.Broadcast(c.FireAt), fireBefore = V.Broadcast(before.FireAt), one = V.Broadcast(1);
        V spikedKeep = V.Broadcast(c.SpikedKeep), spikedBias = V.Broadcast(c.SpikedBias);
        bool leaks = c.RateOfChange != 0 || c.RateOfRest != 0;

        for (; i <= n - V.Count; i += V.Count)
        {
            V charged = V.Load(h + i), dv = V.Load(carry + i), d = V.Load(dy + i);
            var slope = surrogate.At((charged - V.Broadcast(c.Threshold)) * scale) * scale;
            var ds = V.Fma(dv, V.Fma(charged, V.Broadcast(c.PullKeep), V.Broadcast(c.PullBias)), d * V.Broadcast(c.Height));
            var dh = V.Fma(ds, slope, dv * V.SelectGreaterOrEqual(charged, fireAt, spikedKeep, one));
            V.Store(dh * V.Broadcast(c.Carry), carry + i);

            if (leaks)
            {
                var previous = V.Load(before.Charged + i);
                var v = V.SelectGreaterOrEqual(previous, fireBefore, V.Fma(previous, spikedKeep, spikedBias), previous);
                var rate = V.Fma(V.Broadcast(c.RateOfChange), charged - v, V.Broadcast(c.RateOfRest) * (V.Broadcast(c.ResetPotential) - v));
                V.Store(V.Fma(dh, rate, V.Load(sums.Rate + i)), sums.Rate + i);
            }

            var ratio = V.Fma(charged, V.Broadcast(c.RatioKeep), V.Broadcast(c.RatioBias));
            var push = V.SelectGreaterOrEqual(charged, fireAt, V.Broadcast(c.SpikedPush), V.Zero);
            V.Store(V.Load(sums.Threshold + i) + V.Fma(dv, push, V.Zero - (ds * slope * ratio)), sums.Threshold + i);

            var emitted = V.SelectGreaterOrEqual(charged, fireAt, d, V.Zero);
            V.Store(V.Load(sums.Height + i) + emitted, sums.Height + i);

            V.Store(dh * V.Broadcast(c.Gain), dx + i);
        }

        return i;
    }
}

using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Neurons;

internal static unsafe partial class NeuronKernels
{
    /// <summary>
    /// Back-propagates through all steps of neurons [begin, end). From the last step to the first, with g the surrogate in units of
    /// the potential and D the carried gradient dL/dV(t):
    /// <c>dH = (height dy + D dV/dS) g + D dV/dH;  dx = dH dH/dx;  D = dH dH/dV</c>.
    /// </summary>
    /// <remarks>
    /// dV/dH is 1 (soft reset) or 1 - S (hard); dV/dS is -threshold (soft), V_reset - H (hard) or 0 (detached); dH/dx is 1 or k;
    /// dH/dV is 1 - k, or 0 where <see cref="TemporalGradient"/> is detached.
    /// </remarks>
    /// <param name="parameters">The neurons of the forward pass.</param>
    /// <param name="charged">H of the forward pass, [steps, count].</param>
    /// <param name="gradOutput">dL/dy, [steps, count].</param>
    /// <param name="gradInput">[steps, count], receives dL/dx; may be the same memory as <paramref name="gradOutput"/> or <paramref name="charged"/>.</param>
    /// <param name="gradPotential">
    /// [count]: dL/dV after the last step on entry (zeros where nothing uses that state), dL/dV before the first step on return.
    /// Empty: starts at zeros and is dropped.
    /// </param>
    /// <param name="steps">Number of steps, 0 or more.</param>
    /// <param name="count">Number of neurons in a step.</param>
    /// <param name="begin">First neuron to run.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap in another way than stated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count), or an extent is negative.</exception>
    public static void Backward(
        NeuronParameters parameters,
        ReadOnlySpan<float> charged,
        ReadOnlySpan<float> gradOutput,
        Span<float> gradInput,
        Span<float> gradPotential,
        int steps,
        int count,
        int begin,
        int end)
        => Backward(parameters, charged, gradOutput, gradInput, gradPotential, steps, count, begin, end, HardwareWidths.Widest);

    internal static void Backward(
        NeuronParameters parameters,
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

        var coefficients = new NeuronCoefficients(parameters);
        fixed (float* h = charged, dy = gradOutput, dx = gradInput, carry = gradPotential)
        {
            var pass = new BackwardPass(coefficients, h, dy, dx, carry, steps, count, begin, end, widest);
            SurrogateDispatch.Apply(parameters.Surrogate, ref pass);
        }
    }

    private static void CheckBackward(
        ReadOnlySpan<float> charged, ReadOnlySpan<float> gradOutput, ReadOnlySpan<float> gradInput, ReadOnlySpan<float> gradPotential, int steps, int count, int begin, int end)
    {
        CheckExtents(steps, count, begin, end);
        long all = (long)steps * count;
        SpanChecks.Length(charged.Length, all, "charged", "steps x count");
        SpanChecks.Length(gradOutput.Length, all, "gradOutput", "steps x count");
        SpanChecks.Length(gradInput.Length, all, "gradInput", "steps x count");
        if (!gradPotential.IsEmpty)
            SpanChecks.Length(gradPotential.Length, count, "gradPotential", "count, or empty");

        SpanChecks.NoPartialOverlap(gradOutput, gradInput, "gradOutput", "gradInput");
        SpanChecks.NoPartialOverlap(charged, gradInput, "charged", "gradInput");
        SpanChecks.NoOverlap(gradPotential, charged, "gradPotential", "charged");
        SpanChecks.NoOverlap(gradPotential, gradOutput, "gradPotential", "gradOutput");
        SpanChecks.NoOverlap(gradPotential, gradInput, "gradPotential", "gradInput");
    }

    /// <summary>A backward pass, waiting to be compiled for its surrogate.</summary>
    private readonly struct BackwardPass(
        in NeuronCoefficients c, float* h, float* dy, float* dx, float* gradPotential, int steps, int count, int begin, int end, int widest) : ISurrogateVisitor
    {
        private readonly NeuronCoefficients _c = c;

        [SkipLocalsInit]
        public void Visit<TSurrogate>(TSurrogate surrogate)
            where TSurrogate : struct, ISurrogateDerivative
        {
            float* scratch = stackalloc float[gradPotential is null ? Math.Min(Block, end - begin) : 0];
            for (int first = begin; first < end; first += Block)
            {
                int length = Math.Min(Block, end - first);
                float* carry = gradPotential is null ? scratch : gradPotential + first;
                if (gradPotential is null)
                    new Span<float>(carry, length).Clear();

                for (int t = steps - 1; t >= 0; t--)
                {
                    nint at = ((nint)t * count) + first;
                    BackwardRow(_c, surrogate, h + at, dy + at, dx + at, carry, length, widest);
                }
            }
        }
    }

    /// <summary>One step of <paramref name="n"/> neurons, backward.</summary>
    private static void BackwardRow<TSurrogate>(
        in NeuronCoefficients c, TSurrogate surrogate, float* h, float* dy, float* dx, float* carry, int n, int widest)
        where TSurrogate : struct, ISurrogateDerivative
    {
        int i = 0;
        if (widest >= 16)
            i = BackwardRow<Lanes16, TSurrogate>(c, surrogate, h, dy, dx, carry, i, n);
        if (widest >= 8)
            i = BackwardRow<Lanes8, TSurrogate>(c, surrogate, h, dy, dx, carry, i, n);
        if (widest >= 4)
            i = BackwardRow<Lanes4, TSurrogate>(c, surrogate, h, dy, dx, carry, i, n);
        BackwardRow<Lanes1, TSurrogate>(c, surrogate, h, dy, dx, carry, i, n);
    }

    private static int BackwardRow<V, TSurrogate>(
        in NeuronCoefficients c, TSurrogate surrogate, float* h, float* dy, float* dx, float* carry, int i, int n)
        where V : struct, ILanes<V>
        where TSurrogate : struct, ISurrogateDerivative
    {
        V threshold = V.Broadcast(c.Threshold), scale = V.Broadcast(c.Scale), fireAt = V.Broadcast(c.FireAt);
        V height = V.Broadcast(c.Height), spikedKeep = V.Broadcast(c.SpikedKeep), one = V.Broadcast(1);
        V pullKeep = V.Broadcast(c.PullKeep), pullBias = V.Broadcast(c.PullBias);
        V gain = V.Broadcast(c.Gain), keep = V.Broadcast(c.Carry);

        for (; i <= n - V.Count; i += V.Count)
        {
            V charged = V.Load(h + i), dv = V.Load(carry + i);
            var slope = surrogate.At((charged - threshold) * scale) * scale;
            var ds = V.Fma(dv, V.Fma(charged, pullKeep, pullBias), V.Load(dy + i) * height);
            var dh = V.Fma(ds, slope, dv * V.SelectGreaterOrEqual(charged, fireAt, spikedKeep, one));
            V.Store(dh * gain, dx + i);
            V.Store(dh * keep, carry + i);
        }

        return i;
    }
}

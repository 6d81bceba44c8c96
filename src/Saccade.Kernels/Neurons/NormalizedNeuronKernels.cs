using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Sparse;

namespace Saccade.Kernels.Neurons;

/// <summary>
/// Batch norm and neurons of single constants in one walk over memory: some lanes of neurons go through all steps in registers, so each
/// value is read once and each spike written once. Same arithmetic, and so the same bits, as the separate kernels.
/// </summary>
/// <remarks>Callers partition the neurons [count, channels innermost] among threads by ranges [begin, end).</remarks>
internal static unsafe class NormalizedNeuronKernels
{
    /// <summary>The widest lanes: constants are repeated so far behind the last channel, so that any channel begins a whole vector.</summary>
    private const int Overhang = 16;

    /// <summary>Floats that <see cref="Wrap"/> fills.</summary>
    /// <param name="channels">Number of channels.</param>
    public static int ConstantsLength(int channels) => 3 * (channels + Overhang);

    /// <summary>Floats of scratch memory that <see cref="Backward"/> needs for some steps.</summary>
    /// <param name="steps">Number of steps.</param>
    public static int ScratchLength(int steps) => steps * Overhang;

    /// <summary>Lays out the constants of <c>fma(x - mean, factor, shift)</c> for the kernels.</summary>
    /// <param name="mean">[channels].</param>
    /// <param name="factor">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="constants">Receives them, <see cref="ConstantsLength"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Wrap(ReadOnlySpan<float> mean, ReadOnlySpan<float> factor, ReadOnlySpan<float> shift, Span<float> constants)
    {
        int channels = mean.Length, row = channels + Overhang;
        SpanChecks.Length(factor.Length, channels, nameof(factor), "as many as 'mean'");
        SpanChecks.Length(shift.Length, channels, nameof(shift), "as many as 'mean'");
        SpanChecks.Length(constants.Length, ConstantsLength(channels), nameof(constants), "as ConstantsLength says");
        for (int i = 0; i < row; i++)
            (constants[i], constants[row + i], constants[2 * row + i]) = (mean[i % channels], factor[i % channels], shift[i % channels]);
    }

    /// <summary>Normalises and runs neurons [begin, end) over all steps.</summary>
    /// <param name="parameters">The neurons, of one threshold.</param>
    /// <param name="x">What is normalised, [steps, count].</param>
    /// <param name="constants">As <see cref="Wrap"/> made them.</param>
    /// <param name="potential">[count]: V before the first step on entry, after the last on return; empty to begin at the start potential and drop the last.</param>
    /// <param name="y">[steps, count], receives the output; or empty.</param>
    /// <param name="bits">Receives the spikes as bits, [steps, words], in the memory of floats; or empty.</param>
    /// <param name="steps">Number of steps, 1 or more.</param>
    /// <param name="begin">First neuron to run, the first of a word of bits.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <param name="widest">The widest lanes to use.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the range does not begin with a word.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count).</exception>
    public static void Forward(
        NeuronParameters parameters, ReadOnlySpan<float> x, ReadOnlySpan<float> constants, Span<float> potential, Span<float> y, Span<float> bits, int steps, int begin, int end, int widest)
    {
        int count = Check(x.Length, steps, begin, end);
        if (!y.IsEmpty)
            SpanChecks.Length(y.Length, x.Length, nameof(y), "as many as 'x', or empty");
        if (!potential.IsEmpty)
            SpanChecks.Length(potential.Length, count, nameof(potential), "count, or empty");
        if (!bits.IsEmpty)
            SpanChecks.Length(bits.Length, (long)steps * SpikeWords.Count(count), nameof(bits), "steps x words, or empty");
        fixed (float* px = x, pc = constants, pv = potential, py = y, pb = bits)
        {
            var pass = new ForwardPass(new NeuronCoefficients(parameters), parameters.StartPotential, px, new Channels(pc, constants.Length), pv, py, (uint*)pb, steps, count);
            int i = begin;
            if (widest >= 16)
                i = pass.Run<Lanes16>(i, end);
            if (widest >= 8)
                i = pass.Run<Lanes8>(i, end);
            if (widest >= 4)
                i = pass.Run<Lanes4>(i, end);
            pass.Run<Lanes1>(i, end);
        }
    }

    /// <summary>Turns the gradient of the spikes of neurons [begin, end) into that of the normalised x, in place.</summary>
    /// <param name="parameters">The neurons of the forward pass.</param>
    /// <param name="x">What was normalised, [steps, count].</param>
    /// <param name="constants">As <see cref="Wrap"/> made them.</param>
    /// <param name="start">V before the first step, [count]; empty if all neurons began at their start potential.</param>
    /// <param name="gradient">[steps, count]: the gradient of the output on entry, of the normalised x on return.</param>
    /// <param name="carry">[count]: the gradient of the last V on entry, of the first on return; empty for zeros that are dropped.</param>
    /// <param name="scratch">Memory for the charged potentials of some lanes, <see cref="ScratchLength"/>.</param>
    /// <param name="steps">Number of steps, 1 or more.</param>
    /// <param name="begin">First neuron to run.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <param name="widest">The widest lanes to use.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count).</exception>
    public static void Backward(
        NeuronParameters parameters,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> constants,
        ReadOnlySpan<float> start,
        Span<float> gradient,
        Span<float> carry,
        Span<float> scratch,
        int steps,
        int begin,
        int end,
        int widest)
    {
        int count = Check(x.Length, steps, begin, end);
        SpanChecks.Length(gradient.Length, x.Length, nameof(gradient), "as many as 'x'");
        SpanChecks.Length(scratch.Length, ScratchLength(steps), nameof(scratch), "as ScratchLength says");
        if (!start.IsEmpty)
            SpanChecks.Length(start.Length, count, nameof(start), "count, or empty");
        if (!carry.IsEmpty)
            SpanChecks.Length(carry.Length, count, nameof(carry), "count, or empty");
        fixed (float* px = x, pc = constants, pv = start, pg = gradient, pd = carry, ps = scratch)
        {
            var pass = new BackwardPass(new NeuronCoefficients(parameters), parameters.StartPotential, px, new Channels(pc, constants.Length), pv, pg, pd, ps, steps, count, begin, end, widest);
            SurrogateDispatch.Apply(parameters.Surrogate, ref pass);
        }
    }

    private static int Check(int length, int steps, int begin, int end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        int count = length / steps;
        SpanChecks.Length(length, (long)steps * count, "x", "steps x count");
        SpanChecks.Interval(begin, end, count);
        return begin % 32 == 0 ? count : throw new ArgumentException($"got neurons from {begin} on, expected the first of a word of 32", nameof(begin));
    }

    /// <summary>The constants of normalisation, rows of channels and what is repeated behind them.</summary>
    private readonly struct Channels(float* constants, int length)
    {
        private readonly nint _row = length / 3;

        public int Count => (int)_row - Overhang;

        /// <summary>Some lanes of x, normalised, from a channel on.</summary>
        public readonly float* Mean = constants;

        public float* Factor => Mean + _row;

        public float* Shift => Mean + 2 * _row;
    }

    private readonly struct ForwardPass(
        in NeuronCoefficients coefficients, float start, float* input, in Channels channels, float* potential, float* output, uint* bits, int steps, int count)
    {
        private readonly NeuronCoefficients _c = coefficients;
        private readonly Channels _channels = channels;

        /// <summary>Runs whole groups of lanes from neuron <paramref name="i"/> on; returns the first that is not run.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public int Run<V>(int i, int end)
            where V : struct, ILanes<V>
        {
            V keep = V.Broadcast(_c.Keep), gain = V.Broadcast(_c.Gain), bias = V.Broadcast(_c.Bias), fireAt = V.Broadcast(_c.FireAt), height = V.Broadcast(_c.Height);
            V spikedKeep = V.Broadcast(_c.SpikedKeep), spikedBias = V.Broadcast(_c.SpikedBias), begin = V.Broadcast(start);
            float* x = input, y = output, means = _channels.Mean, factors = _channels.Factor, shifts = _channels.Shift;
            int last = steps, all = _channels.Count, words = SpikeWords.Count(count), channel = i % all;
            nint row = count;
            for (; i <= end - V.Count; i += V.Count)
            {
                V mean = V.Load(means + channel), factor = V.Load(factors + channel), shift = V.Load(shifts + channel);
                var v = potential == null ? begin : V.Load(potential + i);
                float* from = x + i;
                for (int t = 0; t < last; t++, from += row)
                {
                    var charged = V.Fma(v, keep, V.Fma(V.Fma(V.Load(from) - mean, factor, shift), gain, bias));
                    var spikes = V.SelectGreaterOrEqual(charged, fireAt, height, V.Zero);
                    if (y != null)
                        V.Store(spikes, y + t * row + i);
                    v = V.SelectGreaterOrEqual(charged, fireAt, V.Fma(charged, spikedKeep, spikedBias), charged);
                    if (bits != null)
                        Mark<V>(bits + (nint)t * words, i, V.NonZeroMask(spikes));
                }

                if (potential != null)
                    V.Store(v, potential + i);
                channel = (channel + V.Count) % all;
            }

            return i;
        }

        /// <summary>
        /// Puts the bits of some lanes into their word: the first ones write all of it, and so clear the rest; the next ones write their part, where lanes
        /// fill whole bytes and bytes of low order come first.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Mark<V>(uint* words, int neuron, uint mask)
            where V : struct, ILanes<V>
        {
            int at = neuron & 31;
            if (at == 0)
                words[neuron >> 5] = mask;
            else if (BitConverter.IsLittleEndian && V.Count == 16)
                ((ushort*)words)[neuron >> 4] = (ushort)mask;
            else if (BitConverter.IsLittleEndian && V.Count == 8)
                ((byte*)words)[neuron >> 3] = (byte)mask;
            else
                words[neuron >> 5] |= mask << at;
        }
    }

    private readonly struct BackwardPass(
        in NeuronCoefficients coefficients,
        float startPotential,
        float* input,
        in Channels channels,
        float* start,
        float* gradient,
        float* carry,
        float* scratch,
        int steps,
        int count,
        int begin,
        int end,
        int widest) : ISurrogateVisitor
    {
        private readonly NeuronCoefficients _c = coefficients;
        private readonly Channels _channels = channels;

        public void Visit<TSurrogate>(TSurrogate surrogate)
            where TSurrogate : struct, ISurrogateDerivative
        {
            int i = begin;
            if (widest >= 16)
                i = Run<Lanes16, TSurrogate>(surrogate, i);
            if (widest >= 8)
                i = Run<Lanes8, TSurrogate>(surrogate, i);
            if (widest >= 4)
                i = Run<Lanes4, TSurrogate>(surrogate, i);
            Run<Lanes1, TSurrogate>(surrogate, i);
        }

        private int Run<V, TSurrogate>(TSurrogate surrogate, int i)
            where V : struct, ILanes<V>
            where TSurrogate : struct, ISurrogateDerivative
        {
            int channel = i % _channels.Count;
            for (; i <= end - V.Count; i += V.Count)
            {
                Charge<V>(i, channel);
                Gradient<V, TSurrogate>(surrogate, i);
                channel = (channel + V.Count) % _channels.Count;
            }

            return i;
        }

        /// <summary>Normalises and charges some lanes again, and keeps their potentials.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Charge<V>(int i, int channel)
            where V : struct, ILanes<V>
        {
            V keep = V.Broadcast(_c.Keep), gain = V.Broadcast(_c.Gain), bias = V.Broadcast(_c.Bias), fireAt = V.Broadcast(_c.FireAt);
            V spikedKeep = V.Broadcast(_c.SpikedKeep), spikedBias = V.Broadcast(_c.SpikedBias);
            V mean = V.Load(_channels.Mean + channel), factor = V.Load(_channels.Factor + channel), shift = V.Load(_channels.Shift + channel);
            var v = start == null ? V.Broadcast(startPotential) : V.Load(start + i);
            float* from = input + i, to = scratch;
            nint row = count;
            for (int t = steps; t > 0; t--, from += row, to += V.Count)
            {
                var charged = V.Fma(v, keep, V.Fma(V.Fma(V.Load(from) - mean, factor, shift), gain, bias));
                V.Store(charged, to);
                v = V.SelectGreaterOrEqual(charged, fireAt, V.Fma(charged, spikedKeep, spikedBias), charged);
            }
        }

        /// <summary>Back through the steps of some lanes, as <see cref="NeuronKernels"/> does.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Gradient<V, TSurrogate>(TSurrogate surrogate, int i)
            where V : struct, ILanes<V>
            where TSurrogate : struct, ISurrogateDerivative
        {
            V threshold = V.Broadcast(_c.Threshold), scale = V.Broadcast(_c.Scale), fireAt = V.Broadcast(_c.FireAt), height = V.Broadcast(_c.Height);
            V spikedKeep = V.Broadcast(_c.SpikedKeep), one = V.Broadcast(1), pullKeep = V.Broadcast(_c.PullKeep), pullBias = V.Broadcast(_c.PullBias);
            V gain = V.Broadcast(_c.Gain), keep = V.Broadcast(_c.Carry);
            var dv = carry == null ? V.Zero : V.Load(carry + i);
            nint row = count;
            float* h = scratch + (nint)(steps - 1) * V.Count, d = gradient + (steps - 1) * row + i;
            for (int t = steps; t > 0; t--, h -= V.Count, d -= row)
            {
                var charged = V.Load(h);
                var slope = surrogate.At((charged - threshold) * scale) * scale;
                var ds = V.Fma(dv, V.Fma(charged, pullKeep, pullBias), V.Load(d) * height);
                var dh = V.Fma(ds, slope, dv * V.SelectGreaterOrEqual(charged, fireAt, spikedKeep, one));
                V.Store(dh * gain, d);
                dv = dh * keep;
            }

            if (carry != null)
                V.Store(dv, carry + i);
        }
    }
}

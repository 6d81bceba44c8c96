using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;
using static Saccade.Kernels.Neurons.NeuronTable;

namespace Saccade.Kernels.Neurons;

// Neurons with constants for each channel, or with spikes of several levels: the bodies of the other files with vectors of constants, and
// with the thresholds above the first. Where constants are equal and the level is 1 they give the same bits.
internal static unsafe partial class NeuronKernels
{
    /// <summary>As <see cref="Forward(NeuronParameters, ReadOnlySpan{float}, Span{float}, Span{float}, Span{float}, int, int, int, int)"/>, for neurons [..., channels].</summary>
    /// <param name="neurons">The neurons.</param>
    /// <param name="channel">The channel of neuron 0.</param>
    /// <param name="input">The input x, [steps, count].</param>
    /// <param name="potential">[count]: V before the first step on entry, after the last on return; or empty.</param>
    /// <param name="charged">[steps, count], receives H; or empty.</param>
    /// <param name="output">[steps, count], receives y.</param>
    /// <param name="steps">Number of steps, 0 or more.</param>
    /// <param name="count">Number of neurons in a step.</param>
    /// <param name="begin">First neuron to run.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap in another way than stated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count), or an extent is negative.</exception>
    public static void Forward(
        NeuronChannels neurons, int channel, ReadOnlySpan<float> input, Span<float> potential, Span<float> charged, Span<float> output, int steps, int count, int begin, int end)
        => Forward(neurons, channel, input, potential, charged, output, steps, count, begin, end, HardwareWidths.Widest);

    [SkipLocalsInit]
    internal static void Forward(
        NeuronChannels neurons,
        int channel,
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
        ArgumentNullException.ThrowIfNull(neurons);
        if (neurons.Table is not { } table)
        {
            Forward(neurons.First, input, potential, charged, output, steps, count, begin, end, widest);
            return;
        }

        CheckForward(input, potential, charged, output, steps, count, begin, end);
        float* scratch = stackalloc float[potential.IsEmpty ? Math.Min(Block, end - begin) : 0];
        fixed (float* x = input, state = potential, h = charged, y = output, values = table.Values)
        {
            var c = new Constants(table, values);
            for (int first = begin; first < end; first += Block)
            {
                int length = Math.Min(Block, end - first), at = (channel + first) % table.Channels;
                float* v = state is null ? scratch : state + first;
                for (int i = 0; state is null && i < length; i++)
                    v[i] = c[Number.Start][(at + i) % table.Channels];

                for (int t = 0; t < steps; t++)
                {
                    nint row = ((nint)t * count) + first;
                    ChannelRow(c, at, x + row, v, h is null ? null : h + row, y + row, length, widest);
                }
            }
        }
    }

    /// <summary>
    /// As <see cref="Backward(NeuronParameters, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float}, int, int, int, int)"/>, for
    /// neurons [..., channels], with the gradients of the constants of each channel. Where several thresholds are reached at
    /// once, the derivative of the level is the sum of theirs; a hard reset happens at the first.
    /// </summary>
    /// <param name="neurons">The neurons of the forward pass.</param>
    /// <param name="channel">The channel of neuron 0.</param>
    /// <param name="start">V before the first step, [count]; empty if all neurons started at their start potential.</param>
    /// <param name="charged">H of the forward pass, [steps, count].</param>
    /// <param name="gradOutput">dL/dy, [steps, count].</param>
    /// <param name="gradInput">[steps, count], receives dL/dx; may be the same memory as one of the two before.</param>
    /// <param name="gradPotential">[count]: dL/dV after the last step on entry, before the first on return; or empty.</param>
    /// <param name="steps">Number of steps, 0 or more.</param>
    /// <param name="count">Number of neurons in a step.</param>
    /// <param name="begin">First neuron to run.</param>
    /// <param name="end">First neuron not to run.</param>
    /// <param name="gradients">The gradients of this range are added, one for each channel; empty if they are not wanted.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap in another way than stated.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a part of [0, count), or an extent is negative.</exception>
    public static void Backward(
        NeuronChannels neurons,
        int channel,
        ReadOnlySpan<float> start,
        ReadOnlySpan<float> charged,
        ReadOnlySpan<float> gradOutput,
        Span<float> gradInput,
        Span<float> gradPotential,
        int steps,
        int count,
        int begin,
        int end,
        Span<NeuronGradients> gradients)
        => Backward(neurons, channel, start, charged, gradOutput, gradInput, gradPotential, steps, count, begin, end, gradients, HardwareWidths.Widest);

    internal static void Backward(
        NeuronChannels neurons,
        int channel,
        ReadOnlySpan<float> start,
        ReadOnlySpan<float> charged,
        ReadOnlySpan<float> gradOutput,
        Span<float> gradInput,
        Span<float> gradPotential,
        int steps,
        int count,
        int begin,
        int end,
        Span<NeuronGradients> gradients,
        int widest)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        if (!gradients.IsEmpty)
            SpanChecks.Length(gradients.Length, neurons.Count, "gradients", "one for each channel, or empty");
        if (neurons.Table is not { } table)
        {
            if (gradients.IsEmpty)
                Backward(neurons.First, charged, gradOutput, gradInput, gradPotential, steps, count, begin, end, widest);
            else
                gradients[0] += BackwardWithParameters(neurons.First, start, charged, gradOutput, gradInput, gradPotential, steps, count, begin, end, widest);
            return;
        }

        CheckBackward(charged, gradOutput, gradInput, gradPotential, steps, count, begin, end);
        if (!start.IsEmpty)
            SpanChecks.Length(start.Length, count, "start", "count, or empty");
        fixed (float* v0 = start, h = charged, dy = gradOutput, dx = gradInput, carry = gradPotential, values = table.Values)
        fixed (NeuronGradients* sums = gradients)
        {
            var pass = new ChannelPass(new Constants(table, values), channel, v0, h, dy, dx, carry, steps, count, begin, end, sums, widest);
            SurrogateDispatch.Apply(neurons.First.Surrogate, ref pass);
        }
    }

    /// <summary>The rows of a table.</summary>
    private readonly struct Constants(NeuronTable table, float* values)
    {
        public readonly NeuronTable Table = table;
        private readonly float* _values = values;
        private readonly int _stride = table.Stride;

        public float* this[Number number] => _values + (int)number * _stride;

        /// <summary>The number of thresholds that a potential reaches.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Level<V>(V charged, V threshold)
            where V : struct, ILanes<V>
        {
            var level = Reached(charged, threshold);
            for (int m = 2; m <= Table.Levels; m++)
                level += Reached(charged, V.Broadcast(m) * threshold);
            return level;
        }

        /// <summary>The potential after the reset.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Reset<V>(V charged, V level, V threshold, V reset)
            where V : struct, ILanes<V>
            => Table.IsHard
                ? V.SelectGreaterOrEqual(level, V.Broadcast(1), reset, charged)
                : V.Fma(level, V.Zero - threshold, charged);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Reached<V>(V charged, V threshold)
            where V : struct, ILanes<V>
            => Table.FiresAbove
                ? V.SelectGreater(charged, threshold, V.Broadcast(1), V.Zero)
                : V.SelectGreaterOrEqual(charged, threshold, V.Broadcast(1), V.Zero);
    }

    /// <summary>One step of <paramref name="n"/> neurons, the first of the channel given.</summary>
    private static void ChannelRow(in Constants c, int channel, float* x, float* v, float* h, float* y, int n, int widest)
    {
        int i = 0;
        if (widest >= 16)
            i = ChannelRow<Lanes16>(c, channel, x, v, h, y, i, n);
        if (widest >= 8)
            i = ChannelRow<Lanes8>(c, channel, x, v, h, y, i, n);
        if (widest >= 4)
            i = ChannelRow<Lanes4>(c, channel, x, v, h, y, i, n);
        ChannelRow<Lanes1>(c, channel, x, v, h, y, i, n);
    }

    private static int ChannelRow<V>(in Constants c, int channel, float* x, float* v, float* h, float* y, int i, int n)
        where V : struct, ILanes<V>
    {
        int k = (channel + i) % c.Table.Period, period = c.Table.Period;
        float* keep = c[Number.Keep], gain = c[Number.Gain], bias = c[Number.Bias], thresholds = c[Number.Threshold], height = c[Number.Height], reset = c[Number.Reset];
        for (; i <= n - V.Count; i += V.Count)
        {
            var charged = V.Fma(V.Load(v + i), V.Load(keep + k), V.Fma(V.Load(x + i), V.Load(gain + k), V.Load(bias + k)));
            if (h != null)
                V.Store(charged, h + i);
            V threshold = V.Load(thresholds + k), level = c.Level(charged, threshold);
            V.Store(level * V.Load(height + k), y + i);
            V.Store(c.Reset(charged, level, threshold, V.Load(reset + k)), v + i);
            k = k + V.Count < period ? k + V.Count : k + V.Count - period;
        }

        return i;
    }

    /// <summary>A backward pass, waiting to be compiled for its surrogate.</summary>
    private readonly struct ChannelPass(
        Constants c,
        int channel,
        float* v0,
        float* h,
        float* dy,
        float* dx,
        float* gradPotential,
        int steps,
        int count,
        int begin,
        int end,
        NeuronGradients* gradients,
        int widest) : ISurrogateVisitor
    {
        [SkipLocalsInit]
        public void Visit<TSurrogate>(TSurrogate surrogate)
            where TSurrogate : struct, ISurrogateDerivative
        {
            float* buffers = stackalloc float[6 * ParameterBlock];
            for (int first = begin; first < end; first += ParameterBlock)
            {
                int length = Math.Min(ParameterBlock, end - first), at = (channel + first) % c.Table.Channels;
                new Span<float>(buffers, 5 * ParameterBlock).Clear();
                float* startBuffer = buffers + (5 * ParameterBlock), start = v0 is null ? startBuffer : v0 + first;
                for (int i = 0; v0 is null && i < length; i++)
                    startBuffer[i] = c[Number.Start][(at + i) % c.Table.Channels];

                float* carry = gradPotential is null ? buffers : gradPotential + first;
                var sums = gradients is null ? default : new ChannelSums(buffers + ParameterBlock);
                for (int t = steps - 1; t >= 0; t--)
                {
                    nint row = ((nint)t * count) + first;
                    var before = new Before(t > 0 ? h + row - count : start, t > 0 ? 0 : float.PositiveInfinity);
                    ChannelBackwardRow(c, surrogate, at, before, h + row, dy + row, dx + row, carry, sums, length, widest);
                }

                if (gradients is not null)
                    sums.AddTo(gradients, carry, at, c.Table.Channels, length);
            }
        }
    }

    /// <summary>Gradients of each neuron of a block, summed over the steps so far; without memory if they are not wanted.</summary>
    private readonly struct ChannelSums(float* rows)
    {
        public readonly float* Rate = rows;
        public readonly float* Threshold = rows + ParameterBlock;
        public readonly float* Height = rows + (2 * ParameterBlock);
        public readonly float* Reset = rows + (3 * ParameterBlock);

        /// <summary>Neuron by neuron in order, so that the sums depend on the range and on nothing else.</summary>
        public void AddTo(NeuronGradients* gradients, float* start, int channel, int channels, int length)
        {
            for (int i = 0; i < length; i++)
                gradients[(channel + i) % channels] += new NeuronGradients(Rate[i], Threshold[i], Height[i], start[i], Reset[i]);
        }
    }

    private static void ChannelBackwardRow<TSurrogate>(
        in Constants c, TSurrogate surrogate, int channel, Before before, float* h, float* dy, float* dx, float* carry, ChannelSums sums, int n, int widest)
        where TSurrogate : struct, ISurrogateDerivative
    {
        int i = 0;
        if (widest >= 16)
            i = ChannelBackwardRow<Lanes16, TSurrogate>(c, surrogate, channel, before, h, dy, dx, carry, sums, i, n);
        if (widest >= 8)
            i = ChannelBackwardRow<Lanes8, TSurrogate>(c, surrogate, channel, before, h, dy, dx, carry, sums, i, n);
        if (widest >= 4)
            i = ChannelBackwardRow<Lanes4, TSurrogate>(c, surrogate, channel, before, h, dy, dx, carry, sums, i, n);
        ChannelBackwardRow<Lanes1, TSurrogate>(c, surrogate, channel, before, h, dy, dx, carry, sums, i, n);
    }

    private static int ChannelBackwardRow<V, TSurrogate>(
        in Constants c, TSurrogate surrogate, int channel, Before before, float* h, float* dy, float* dx, float* carry, ChannelSums sums, int i, int n)
        where V : struct, ILanes<V>
        where TSurrogate : struct, ISurrogateDerivative
    {
        int k = (channel + i) % c.Table.Period, period = c.Table.Period;
        V one = V.Broadcast(1), spikedKeep = c.Table.IsHard ? V.Zero : one;
        for (; i <= n - V.Count; i += V.Count)
        {
            V charged = V.Load(h + i), dv = V.Load(carry + i), d = V.Load(dy + i);
            V threshold = V.Load(c[Number.Threshold] + k), scale = V.Load(c[Number.Scale] + k), level = c.Level(charged, threshold);
            var direct = d * V.Load(c[Number.Height] + k);
            V ds = V.Fma(dv, V.Fma(charged, V.Broadcast(c.Table.PullKeep), V.Load(c[Number.PullBias] + k)), direct), above = c.Table.IsHard ? direct : ds;
            var slope = surrogate.At((charged - threshold) * scale) * scale;
            var dh = V.Fma(ds, slope, dv * V.SelectGreaterOrEqual(level, one, spikedKeep, one));
            V ratio = c.Table.InThresholds ? charged * scale : one, byThreshold = V.Zero - (ds * slope * ratio);
            for (int m = 2; m <= c.Table.Levels; m++)
            {
                var further = surrogate.At((charged - V.Broadcast(m) * threshold) * scale) * scale;
                dh = V.Fma(above, further, dh);
                byThreshold -= above * further * (c.Table.InThresholds ? ratio : V.Broadcast(m));
            }

            V.Store(dh * V.Load(c[Number.Carry] + k), carry + i);
            if (sums.Rate != null)
                AddConstants(c, k, before.Charged + i, before.FireAt == 0, charged, level, threshold, d, dv, dh, byThreshold, sums, i);
            V.Store(dh * V.Load(c[Number.Gain] + k), dx + i);
            k = k + V.Count < period ? k + V.Count : k + V.Count - period;
        }

        return i;
    }

    /// <summary>Adds what one step owes to the constants.</summary>
    private static void AddConstants<V>(
        in Constants c, int k, float* previous, bool wasReset, V charged, V level, V threshold, V d, V dv, V dh, V byThreshold, ChannelSums sums, int i)
        where V : struct, ILanes<V>
    {
        V reset = V.Load(c[Number.Reset] + k), before = V.Load(previous), one = V.Broadcast(1);
        var v = wasReset ? c.Reset(before, c.Level(before, threshold), threshold, reset) : before;
        var rate = V.Fma(V.Load(c[Number.RateOfChange] + k), charged - v, V.Broadcast(c.Table.RateOfRest) * (reset - v));
        V.Store(V.Fma(dh, rate, V.Load(sums.Rate + i)), sums.Rate + i);
        var push = c.Table.IsHard ? V.Zero : V.Zero - level;
        V.Store(V.Load(sums.Threshold + i) + V.Fma(dv, push, byThreshold), sums.Threshold + i);
        V.Store(V.Fma(d, level, V.Load(sums.Height + i)), sums.Height + i);
        var put = c.Table.IsHard ? V.SelectGreaterOrEqual(level, one, dv, V.Zero) : V.Zero;
        V.Store(V.Fma(dh, V.Load(c[Number.Rate] + k), V.Load(sums.Reset + i) + put), sums.Reset + i);
    }
}

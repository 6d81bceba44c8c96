using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Streams;

/// <summary>What becomes of the sums of a layer: numbers for the next one, or spikes and potentials, in one walk while the sums are in the nearest cache. Each neuron is computed by one lane, so widths change no bit.</summary>
internal static unsafe class FireKernels
{
    /// <summary>Charges, fires and resets some channels of neighbouring pixels.</summary>
    /// <param name="table">The constants, of C channels; it has levels.</param>
    /// <param name="sums">[pixels, columns]: the sums of channels from <paramref name="channel"/> on; columns beyond C are left out.</param>
    /// <param name="columns">Columns of a pixel.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="potentials">[pixels, C]: V of all channels, changed where there are sums.</param>
    /// <param name="levels">[pixels, C]: receives the level of each.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Fire(FireTable table, ReadOnlySpan<float> sums, int columns, int channel, Span<float> potentials, Span<byte> levels)
        => Fire(table, sums, columns, channel, potentials, levels, HardwareWidths.Widest);

    /// <summary>Numbers for the next layer, of some channels of neighbouring pixels: gain sum + bias, the product and the addition rounded once.</summary>
    /// <param name="table">The constants, of C channels.</param>
    /// <param name="sums">[pixels, columns]: the sums of channels from <paramref name="channel"/> on; columns beyond C are left out.</param>
    /// <param name="columns">Columns of a pixel.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="output">[pixels, C], changed where there are sums.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Scale(FireTable table, ReadOnlySpan<float> sums, int columns, int channel, Span<float> output)
    {
        int pixels = sums.Length / columns, channels = table.Gain.Length, valid = Math.Min(columns, channels - channel);
        SpanChecks.Length(output.Length, pixels * (long)channels, nameof(output), "pixels x C");
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            var from = sums.Slice(pixel * columns, valid);
            var to = output.Slice((pixel * channels) + channel, valid);
            for (int i = 0; i < valid; i++)
                to[i] = MathF.FusedMultiplyAdd(from[i], table.Gain[channel + i], table.Bias[channel + i]);
        }
    }

    internal static void Fire(FireTable table, ReadOnlySpan<float> sums, int columns, int channel, Span<float> potentials, Span<byte> levels, int widest)
    {
        int pixels = sums.Length / columns, channels = table.Gain.Length, valid = Math.Min(columns, channels - channel);
        SpanChecks.Length(potentials.Length, pixels * (long)channels, nameof(potentials), "pixels x C");
        SpanChecks.Length(levels.Length, pixels * (long)channels, nameof(levels), "pixels x C");
        fixed (float* x = sums, v = potentials, keep = table.Keep, gain = table.Gain, bias = table.Bias, reset = table.Reset, thresholds = table.Thresholds)
        fixed (byte* y = levels)
        {
            var c = new Constants(keep + channel, gain + channel, bias + channel, reset + channel, thresholds + channel, channels, table.Levels, table.IsHard);
            Rows(c, table.IsUniform && table.Levels == 1, new Part(x, v + channel, y + channel, columns, channels, pixels), valid, widest);
        }
    }

    /// <summary>All pixels by the widest vectors, then what is left of each by narrower ones.</summary>
    private static void Rows(in Constants c, bool isPlain, in Part part, int n, int widest)
    {
        int i = 0;
        if (widest >= 16 && n >= 16)
            i = isPlain ? Plain<Lanes16>(c, part, i, n) : Rows<Lanes16>(c, part, i, n);
        if (widest >= 8 && n - i >= 8)
            i = isPlain ? Plain<Lanes8>(c, part, i, n) : Rows<Lanes8>(c, part, i, n);
        if (widest >= 4 && n - i >= 4)
            i = isPlain ? Plain<Lanes4>(c, part, i, n) : Rows<Lanes4>(c, part, i, n);
        if (i < n)
            Rows<Lanes1>(c, part, i, n);
    }

    /// <summary>One set of constants, spikes of 0 or 1: the usual case.</summary>
    /// <returns>Channels that are done.</returns>
    private static int Plain<V>(in Constants c, in Part part, int begin, int n)
        where V : struct, ILanes<V>
    {
        float* gain = c.Gain, bias = c.Bias, x = part.Sums, v = part.Potentials;
        byte* y = part.Levels;
        bool isHard = c.IsHard;
        V keep = V.Broadcast(*c.Keep), threshold = V.Broadcast(*c.Thresholds), reset = V.Broadcast(*c.Reset), one = V.Broadcast(1), zero = V.Zero;
        int end = begin + ((n - begin) / V.Count * V.Count);
        for (int pixel = 0; pixel < part.Pixels; pixel++, x += part.Columns, v += part.Channels, y += part.Channels)
        {
            for (int i = begin; i < end; i += V.Count)
            {
                var charged = V.Fma(V.Load(v + i), keep, V.Fma(V.Load(x + i), V.Load(gain + i), V.Load(bias + i)));
                V.Store(V.SelectGreaterOrEqual(charged, threshold, isHard ? reset : charged + reset, charged), v + i);
                V.StoreBytes(V.SelectGreaterOrEqual(charged, threshold, one, zero), y + i);
            }
        }

        return end;
    }

    private static int Rows<V>(in Constants c, in Part part, int begin, int n)
        where V : struct, ILanes<V>
    {
        float* x = part.Sums, v = part.Potentials;
        byte* y = part.Levels;
        int end = begin + ((n - begin) / V.Count * V.Count);
        for (int pixel = 0; pixel < part.Pixels; pixel++, x += part.Columns, v += part.Channels, y += part.Channels)
            Row<V>(c, x, v, y, begin, end);
        return end;
    }

    private static void Row<V>(in Constants c, float* x, float* v, byte* y, int i, int end)
        where V : struct, ILanes<V>
    {
        V one = V.Broadcast(1), zero = V.Zero;
        for (; i < end; i += V.Count)
        {
            var charged = V.Fma(V.Load(v + i), V.Load(c.Keep + i), V.Fma(V.Load(x + i), V.Load(c.Gain + i), V.Load(c.Bias + i)));
            var level = V.SelectGreaterOrEqual(charged, V.Load(c.Thresholds + i), one, zero);
            for (int m = 1; m < c.Levels; m++)
                level += V.SelectGreaterOrEqual(charged, V.Load(c.Thresholds + ((nint)m * c.Channels) + i), one, zero);
            var after = c.IsHard ? V.SelectGreaterOrEqual(level, one, V.Load(c.Reset + i), charged) : V.Fma(level, V.Load(c.Reset + i), charged);
            V.Store(after, v + i);
            V.StoreBytes(level, y + i);
        }
    }

    /// <summary>Some channels of neighbouring pixels.</summary>
    private readonly struct Part(float* sums, float* potentials, byte* levels, int columns, int channels, int pixels)
    {
        public readonly float* Sums = sums;

        public readonly float* Potentials = potentials;

        public readonly byte* Levels = levels;

        /// <summary>From one pixel to the next in the sums, and in the others.</summary>
        public readonly int Columns = columns, Channels = channels;

        public readonly int Pixels = pixels;
    }

    private readonly struct Constants(float* keep, float* gain, float* bias, float* reset, float* thresholds, int channels, int levels, bool isHard)
    {
        public readonly float* Keep = keep;

        public readonly float* Gain = gain;

        public readonly float* Bias = bias;

        public readonly float* Reset = reset;

        public readonly float* Thresholds = thresholds;

        public readonly int Channels = channels;

        public readonly int Levels = levels;

        public readonly bool IsHard = isHard;
    }
}

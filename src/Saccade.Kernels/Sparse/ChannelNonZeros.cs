using System.Numerics;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The elements of some pixels that are not 0, grouped by channel and in the order of the pixels within each. Reusable:
/// filling it again keeps its memory. Not thread-safe.
/// </summary>
internal sealed unsafe class ChannelNonZeros
{
    private int[] _offsets = [];
    private float[] _values = [];
    private int[] _starts = [0];
    private int[] _next = [];
    private int _channels;

    /// <summary>Number of elements that are not 0.</summary>
    public int Count => _starts[_channels];

    /// <summary>The value that all elements have, as spikes do; NaN where they differ or there are none.</summary>
    public float CommonValue { get; private set; } = float.NaN;

    /// <summary>For each element, the offset of its pixel.</summary>
    internal ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>For each element, its value.</summary>
    internal ReadOnlySpan<float> Values => _values;

    /// <summary>Where each channel starts, and one past the end: channels + 1 numbers.</summary>
    internal ReadOnlySpan<int> Starts => _starts;

    /// <summary>Collects pixels of one image or of several.</summary>
    /// <param name="images">The images, pixels [n, channels].</param>
    /// <param name="runs">Which pixels, in order.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="width">Pixels in a row of an image.</param>
    /// <param name="stride">Pixels in a row of what the offsets point into.</param>
    /// <param name="scale">Floats per pixel of what the offsets point into.</param>
    internal void Fill(ReadOnlySpan<float> images, ReadOnlySpan<PixelRun> runs, int channels, int width, int stride, int scale)
    {
        ReserveChannels(channels);
        fixed (int* next = _next)
        {
            foreach (var run in runs)
            {
                fixed (float* source = images.Slice(run.Start * channels, run.Count * channels))
                {
                    for (int pixel = 0; pixel < run.Count; pixel++)
                        Scan(source + (long)pixel * channels, channels, new Counter(next));
                }
            }
        }

        CountsToStarts(channels);
        ReserveElements(Count);
        fixed (float* values = _values)
        fixed (int* next = _next, offsets = _offsets)
        {
            foreach (var run in runs)
            {
                fixed (float* source = images.Slice(run.Start * channels, run.Count * channels))
                {
                    for (int pixel = 0, index = run.First; pixel < run.Count; pixel++, index++)
                        Scan(source + (long)pixel * channels, channels, new Placer(next, offsets, values, run.Offset + (index / width * stride + index % width) * scale));
                }
            }
        }

        CommonValue = Count > 0 && !_values.AsSpan(0, Count).ContainsAnyExcept(_values[0]) ? _values[0] : float.NaN;
    }

    /// <summary>As <see cref="Fill(ReadOnlySpan{float}, ReadOnlySpan{PixelRun}, int, int, int, int)"/>, of spikes; a pixel is whole words.</summary>
    internal void Fill(SpikeSpan images, ReadOnlySpan<PixelRun> runs, int channels, int width, int stride, int scale)
    {
        ReserveChannels(channels);
        int words = channels / SpikeSpan.WordNeurons;
        fixed (uint* source = images.Words)
        fixed (int* next = _next)
        {
            foreach (var run in runs)
            {
                for (int pixel = 0; pixel < run.Count; pixel++)
                    Scan(source + (nint)(run.Start + pixel) * words, words, images.Height, new Counter(next));
            }
        }

        CountsToStarts(channels);
        ReserveElements(Count);
        fixed (uint* source = images.Words)
        fixed (float* values = _values)
        fixed (int* next = _next, offsets = _offsets)
        {
            foreach (var run in runs)
            {
                for (int pixel = 0, index = run.First; pixel < run.Count; pixel++, index++)
                    Scan(source + (nint)(run.Start + pixel) * words, words, images.Height, new Placer(next, offsets, values, run.Offset + (index / width * stride + index % width) * scale));
            }
        }

        CommonValue = Count > 0 ? images.Height : float.NaN;
    }

    private static void Scan<TVisitor>(uint* pixel, int words, float height, TVisitor visitor)
        where TVisitor : struct, IVisitor
    {
        for (int w = 0; w < words; w++)
        {
            for (uint bits = pixel[w]; bits != 0; bits &= bits - 1)
                visitor.Visit(w * SpikeSpan.WordNeurons + BitOperations.TrailingZeroCount(bits), height);
        }
    }

    /// <summary>Turns counts into starts.</summary>
    private void CountsToStarts(int channels)
    {
        int total = 0;
        for (int c = 0; c < channels; c++)
        {
            _starts[c] = total;
            total += _next[c];
            _next[c] = _starts[c];
        }

        _starts[channels] = total;
    }

    private static void Scan<TVisitor>(float* pixel, int channels, TVisitor visitor)
        where TVisitor : struct, IVisitor
    {
        int c = 0;
        if (HardwareWidths.Use8)
            c = Scan<Lanes8, TVisitor>(pixel, c, channels, visitor);
        if (HardwareWidths.Use4)
            c = Scan<Lanes4, TVisitor>(pixel, c, channels, visitor);
        Scan<Lanes1, TVisitor>(pixel, c, channels, visitor);
    }

    private static int Scan<V, TVisitor>(float* pixel, int c, int channels, TVisitor visitor)
        where V : struct, ILanes<V>
        where TVisitor : struct, IVisitor
    {
        for (; c + V.Count <= channels; c += V.Count)
        {
            for (uint mask = V.NonZeroMask(V.Load(pixel + c)); mask != 0; mask &= mask - 1)
            {
                int channel = c + BitOperations.TrailingZeroCount(mask);
                visitor.Visit(channel, pixel[channel]);
            }
        }

        return c;
    }

    private void ReserveElements(int elements)
    {
        if (_offsets.Length < elements)
        {
            // Somewhat more: the next image is a little different.
            _offsets = new int[elements + elements / 4];
            _values = new float[elements + elements / 4];
        }
    }

    private void ReserveChannels(int channels)
    {
        if (_starts.Length <= channels)
        {
            _starts = new int[channels + 1];
            _next = new int[channels];
        }

        _channels = channels;
        Array.Clear(_next);
    }

    /// <summary>What is done with an active input.</summary>
    private interface IVisitor
    {
        void Visit(int channel, float value);
    }

    private readonly struct Counter(int* counts) : IVisitor
    {
        public void Visit(int channel, float value) => counts[channel]++;
    }

    private readonly struct Placer(int* next, int* offsets, float* values, int offset) : IVisitor
    {
        public void Visit(int channel, float value)
        {
            int at = next[channel]++;
            offsets[at] = offset;
            values[at] = value;
        }
    }
}

/// <summary>Neighbouring pixels of an image.</summary>
/// <param name="Start">Where they are, in pixels.</param>
/// <param name="Count">Number of pixels.</param>
/// <param name="First">Index of the first one in its image.</param>
/// <param name="Offset">Where offsets of the image start.</param>
internal readonly record struct PixelRun(int Start, int Count, int First, int Offset);

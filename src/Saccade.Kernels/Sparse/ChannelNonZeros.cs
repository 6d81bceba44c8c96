namespace Saccade.Kernels.Sparse;

/// <summary>
/// The elements of some pixels that are not 0, grouped by channel and in the order of the pixels within each. Reusable:
/// filling it again keeps its memory. Not thread-safe.
/// </summary>
public sealed class ChannelNonZeros
{
    private int[] _offsets = [];
    private float[] _values = [];
    private int[] _starts = [0];
    private int[] _next = [];
    private int _channels;

    /// <summary>Number of elements that are not 0.</summary>
    public int Count => _starts[_channels];

    /// <summary>For each element, the offset of its pixel.</summary>
    internal ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>For each element, its value.</summary>
    internal ReadOnlySpan<float> Values => _values;

    /// <summary>Where each channel starts, and one past the end: channels + 1 numbers.</summary>
    internal ReadOnlySpan<int> Starts => _starts;

    /// <summary>Collects pixels [first, first + n) of an image, pixels [n, channels] given.</summary>
    /// <param name="pixels">The pixels' values.</param>
    /// <param name="first">Index of the first pixel in the image.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="width">Pixels in a row of the image.</param>
    /// <param name="stride">Pixels in a row of what the offsets point into.</param>
    /// <param name="scale">Floats per pixel of what the offsets point into.</param>
    internal void Fill(ReadOnlySpan<float> pixels, int first, int channels, int width, int stride, int scale)
    {
        Reserve(pixels.Length, channels);
        int count = pixels.Length / channels;
        for (int pixel = 0; pixel < count; pixel++)
        {
            var values = pixels.Slice(pixel * channels, channels);
            for (int c = 0; c < values.Length; c++)
                _next[c] += values[c] != 0f ? 1 : 0;
        }

        int total = 0;
        for (int c = 0; c < channels; c++)
        {
            _starts[c] = total;
            total += _next[c];
            _next[c] = _starts[c];
        }

        _starts[channels] = total;
        for (int pixel = 0; pixel < count; pixel++)
        {
            int index = first + pixel;
            Place(pixels.Slice(pixel * channels, channels), (index / width * stride + index % width) * scale);
        }
    }

    private void Place(ReadOnlySpan<float> values, int offset)
    {
        for (int c = 0; c < values.Length; c++)
        {
            if (values[c] == 0f)
                continue;
            int at = _next[c]++;
            _offsets[at] = offset;
            _values[at] = values[c];
        }
    }

    private void Reserve(int elements, int channels)
    {
        if (_offsets.Length < elements)
        {
            _offsets = new int[elements];
            _values = new float[elements];
        }

        if (_starts.Length <= channels)
        {
            _starts = new int[channels + 1];
            _next = new int[channels];
        }

        _channels = channels;
        Array.Clear(_next);
    }
}

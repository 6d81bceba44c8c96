using System.Diagnostics;

namespace Saccade.Events.Images;

/// <summary>A still image of 8 bits a sample: rows from the top, pixels from the left, the channels of a pixel side by side. Immutable.</summary>
public sealed class RasterImage
{
    private readonly byte[] _samples;

    /// <summary>An image.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="channels">1 for grey, 2 for grey and alpha, 3 for red, green and blue, 4 for those and alpha.</param>
    /// <param name="samples">The samples, width x height x channels; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent or the number of channels is impossible.</exception>
    /// <exception cref="ArgumentException">The number of samples is another.</exception>
    public RasterImage(int width, int height, int channels, ReadOnlySpan<byte> samples)
        : this(width, height, channels, samples.ToArray(), owned: true)
    {
    }

    private RasterImage(int width, int height, int channels, byte[] samples, bool owned)
    {
        Debug.Assert(owned);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        if (samples.LongLength != (long)width * height * channels)
            throw new ArgumentException($"an image of {width}x{height} with {channels} channels has {(long)width * height * channels} samples, got {samples.Length}", nameof(samples));
        (Width, Height, Channels, _samples) = (width, height, channels, samples);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 2 for grey and alpha, 3 for red, green and blue, 4 for those and alpha.</summary>
    public int Channels { get; }

    /// <summary>All samples.</summary>
    public ReadOnlySpan<byte> Samples => _samples;

    /// <summary>The samples of one row, from the left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is outside the image.</exception>
    public ReadOnlySpan<byte> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
        return _samples.AsSpan(row * Width * Channels, Width * Channels);
    }

    /// <summary>
    /// The image in grey: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded to nearest; alpha is left out. A grey image gives itself.
    /// </summary>
    public RasterImage ToGray()
    {
        if (Channels == 1)
            return this;
        byte[] gray = new byte[Width * Height];
        for (int i = 0, at = 0; i < gray.Length; i++, at += Channels)
        {
            gray[i] = Channels == 2
                ? _samples[at]
                : (byte)((299 * _samples[at] + 587 * _samples[at + 1] + 114 * _samples[at + 2] + 500) / 1000);
        }

        return new RasterImage(Width, Height, 1, gray, owned: true);
    }

    /// <summary>The image with 1 channel (grey) or 3 (red, green, blue); a grey image has three equal ones then, and alpha is left out.</summary>
    /// <param name="channels">1 or 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number is asked for.</exception>
    public RasterImage WithChannels(int channels)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1 or 3 channels");
        if (channels == Channels)
            return this;
        if (channels == 1)
            return ToGray();
        byte[] colours = new byte[Width * Height * 3];
        for (int i = 0; i < Width * Height; i++)
        {
            for (int c = 0; c < 3; c++)
                colours[i * 3 + c] = _samples[i * Channels + (Channels < 3 ? 0 : c)];
        }

        return new RasterImage(Width, Height, 3, colours, owned: true);
    }

    /// <summary>Width x height x channels, for example <c>32x32x3</c>.</summary>
    public override string ToString() => $"{Width}x{Height}x{Channels}";

    /// <summary>An image that takes over the array; the caller keeps no reference.</summary>
    internal static RasterImage Own(int width, int height, int channels, byte[] samples) => new(width, height, channels, samples, owned: true);
}

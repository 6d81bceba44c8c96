using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Images.Png;

/// <summary>Turns unfiltered rows of a PNG file into samples of 8 bits: 16-bit samples are rounded, small ones are stretched, palettes are looked up, transparency becomes alpha.</summary>
internal sealed class PngPixels
{
    private readonly PngHeader _header;
    private readonly byte[] _palette;
    private readonly byte[] _transparency;
    private readonly string _path;
    private readonly byte[] _samples;

    /// <summary>An image without pixels so far.</summary>
    /// <param name="header">The header.</param>
    /// <param name="palette">Data of chunk PLTE, empty when there is none.</param>
    /// <param name="transparency">Data of chunk tRNS, empty when there is none.</param>
    /// <param name="path">How messages name the file.</param>
    public PngPixels(PngHeader header, byte[] palette, byte[] transparency, string path)
    {
        (_header, _palette, _transparency, _path) = (header, palette, transparency, path);
        int opaque = header.Color == PngColor.Palette ? 3 : header.Samples;
        Channels = transparency.Length > 0 ? opaque + 1 : opaque;
        _samples = new byte[header.Width * header.Height * Channels];
    }

    /// <summary>Channels of the image.</summary>
    public int Channels { get; }

    /// <summary>The image of all rows so far; no row may be put afterwards.</summary>
    public RasterImage ToImage() => RasterImage.Own(_header.Width, _header.Height, Channels, _samples);

    /// <summary>Puts pixels of a row.</summary>
    /// <param name="row">The unfiltered bytes.</param>
    /// <param name="y">Row of the image.</param>
    /// <param name="firstX">Column of the first pixel.</param>
    /// <param name="stepX">Columns from pixel to pixel.</param>
    public void Put(ReadOnlySpan<byte> row, int y, int firstX, int stepX)
    {
        Span<ushort> raw = stackalloc ushort[4];
        raw = raw[.._header.Samples];
        for (int x = firstX, i = 0; x < _header.Width; x += stepX, i++)
        {
            for (int s = 0; s < raw.Length; s++)
                raw[s] = Raw(row, i * raw.Length + s);
            var pixel = _samples.AsSpan((y * _header.Width + x) * Channels, Channels);
            if (_header.Color == PngColor.Palette)
                Look(raw[0], pixel, y);
            else
                Convert(raw, pixel);
        }
    }

    private void Look(int index, Span<byte> pixel, int row)
    {
        if (3 * index >= _palette.Length)
            throw new EventFormatException(_path, 0, $"an index below {_palette.Length / 3}, the size of the palette, in row {row}", $"{index}", "the file is damaged");
        _palette.AsSpan(3 * index, 3).CopyTo(pixel);
        if (pixel.Length == 4)
            pixel[3] = index < _transparency.Length ? _transparency[index] : byte.MaxValue;
    }

    private void Convert(ReadOnlySpan<ushort> raw, Span<byte> pixel)
    {
        int largest = (1 << _header.Depth) - 1;
        bool isKey = true;
        for (int s = 0; s < raw.Length; s++)
        {
            pixel[s] = (byte)((raw[s] * 255L + largest / 2) / largest);
            isKey &= pixel.Length == raw.Length || raw[s] == BinaryPrimitives.ReadUInt16BigEndian(_transparency.AsSpan(2 * s));
        }

        if (pixel.Length > raw.Length)
            pixel[^1] = isKey ? (byte)0 : byte.MaxValue;
    }

    private ushort Raw(ReadOnlySpan<byte> row, int index) => _header.Depth switch
    {
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),
        8 => row[index],
        int depth => (ushort)((row[index * depth / 8] >> (8 - depth - index * depth % 8)) & ((1 << depth) - 1)),
    };
}

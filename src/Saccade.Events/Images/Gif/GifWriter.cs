using System.Buffers.Binary;

namespace Saccade.Events.Images.Gif;

/// <summary>Writes an animation as GIF (GIF89a), which every browser and picture viewer shows: one palette, frames of one size, repeated for ever.</summary>
/// <remarks>Dispose it to end the file; the stream stays open. Not safe for use by several threads.</remarks>
public sealed class GifWriter : IDisposable
{
    private const int HundredthMicros = 10_000;

    private readonly Stream _stream;
    private readonly int _width, _height, _colors, _depth;
    private readonly GifCodes _codes;
    private bool _ended;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="width">Columns, 1 to 65535.</param>
    /// <param name="height">Rows, 1 to 65535.</param>
    /// <param name="palette">2 to 256 colours, red, green and blue of each.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is impossible.</exception>
    /// <exception cref="ArgumentException">The palette's length is not 3 bytes for each of 2 to 256 colours.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public GifWriter(Stream stream, int width, int height, ReadOnlySpan<byte> palette)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckExtent(width, nameof(width));
        CheckExtent(height, nameof(height));
        if (palette.Length % 3 != 0 || palette.Length is < 6 or > 768)
            throw new ArgumentException($"a palette has 3 bytes for each of 2 to 256 colours, got {palette.Length} bytes", nameof(palette));
        (_stream, _width, _height, _colors) = (stream, width, height, palette.Length / 3);
        _codes = new GifCodes(stream);
        _depth = 1;
        while (1 << _depth < _colors)
            _depth++;

        Span<byte> head = stackalloc byte[13];
        "GIF89a"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(head[8..], (ushort)height);
        head[10] = (byte)(0x80 | ((_depth - 1) << 4) | (_depth - 1)); // a palette for all frames, of 2^depth colours
        head[11..].Clear();
        _stream.Write(head);
        byte[] padded = new byte[3 << _depth];
        palette.CopyTo(padded);
        _stream.Write(padded);
        _stream.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]); // repeat without end
    }

    /// <summary>Frames written so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Adds a frame.</summary>
    /// <param name="indices">Index of each pixel's colour, row after row; width x height.</param>
    /// <param name="durationMicros">How long it is shown; rounded to hundredths of a second. Viewers take less than 20,000 for 100,000.</param>
    /// <exception cref="ArgumentException">The number of indices is another, or an index is outside the palette.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or above 655 s.</exception>
    /// <exception cref="ObjectDisposedException">The file is ended.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Add(ReadOnlySpan<byte> indices, long durationMicros)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        ArgumentOutOfRangeException.ThrowIfNegative(durationMicros);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(durationMicros, (long)ushort.MaxValue * HundredthMicros);
        if (indices.Length != _width * _height)
            throw new ArgumentException($"a frame of {_width}x{_height} has {_width * _height} indices, got {indices.Length}", nameof(indices));
        if (_colors < 256 && indices.IndexOfAnyExceptInRange((byte)0, (byte)(_colors - 1)) is int at and >= 0)
            throw new ArgumentException($"index {indices[at]} at pixel {at} is outside the palette of {_colors} colours", nameof(indices));

        ushort hundredths = (ushort)((durationMicros + HundredthMicros / 2) / HundredthMicros);
        _stream.Write([0x21, 0xF9, 4, 0, (byte)hundredths, (byte)(hundredths >> 8), 0, 0]);
        _stream.Write([0x2C, 0, 0, 0, 0, (byte)_width, (byte)(_width >> 8), (byte)_height, (byte)(_height >> 8), 0]);
        _codes.Write(indices, Math.Max(2, _depth));
        Frames++;
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _stream.WriteByte(0x3B);
    }

    private static void CheckExtent(int extent, string name)
    {
        if (extent is < 1 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(name, extent, $"a GIF has 1 to {ushort.MaxValue} columns and rows");
    }
}

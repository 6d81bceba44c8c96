using System.Buffers.Binary;
using System.IO.Compression;

namespace Saccade.Events.Images.Png;

/// <summary>Writes PNG with 8 bits a sample, the filter "up" in every row, not interlaced.</summary>
public static class PngWriter
{
    /// <summary>Writes an image.</summary>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, RasterImage image)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        stream.Write(PngChunk.Signature);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels switch { 1 => PngColor.Gray, 2 => PngColor.GrayAlpha, 3 => PngColor.Rgb, _ => PngColor.Rgba });
        PngChunk.Write(stream, "IHDR"u8, header);

        using MemoryStream packed = new();
        using (ZLibStream rows = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            WriteRows(rows, image);
        PngChunk.Write(stream, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        PngChunk.Write(stream, "IEND"u8, []);
    }

    private static void WriteRows(Stream rows, RasterImage image)
    {
        const byte Up = 2;
        byte[] line = new byte[1 + image.Width * image.Channels];
        line[0] = Up;
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Row(y), above = y == 0 ? [] : image.Row(y - 1);
            for (int i = 0; i < row.Length; i++)
                line[1 + i] = (byte)(row[i] - (y == 0 ? 0 : above[i]));
            rows.Write(line);
        }
    }
}

using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Images.Png;

/// <summary>The first chunk of a PNG file: extent and kind of samples.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColor Color, bool Interlaced)
{
    /// <summary>Samples of a pixel in the file.</summary>
    public int Samples => Color switch { PngColor.Rgb => 3, PngColor.GrayAlpha => 2, PngColor.Rgba => 4, _ => 1 };

    /// <summary>Bits of a pixel in the file.</summary>
    public int BitsPerPixel => Samples * Depth;

    /// <summary>Distance to the left neighbour for filters, in bytes.</summary>
    public int FilterStep => Math.Max(1, BitsPerPixel / 8);

    /// <summary>Bytes of a row of some pixels, without the filter byte.</summary>
    public int RowBytes(int pixels) => (int)(((long)pixels * BitsPerPixel + 7) / 8);

    /// <summary>Reads and checks the chunk.</summary>
    /// <exception cref="EventFormatException">Something in it is not allowed.</exception>
    public static PngHeader Parse(PngChunk chunk, string path)
    {
        if (chunk.Type != "IHDR" || chunk.Data.Length != 13)
            throw new EventFormatException(path, chunk.Offset, "chunk IHDR of 13 bytes first", $"{chunk.Type} of {chunk.Data.Length}");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk.Data), height = BinaryPrimitives.ReadUInt32BigEndian(chunk.Data[4..]);
        if (width is 0 or > ImageFile.LargestExtent || height is 0 or > ImageFile.LargestExtent)
            throw new EventFormatException(path, chunk.DataOffset, $"1 to {ImageFile.LargestExtent} columns and rows", $"{width}x{height}");
        PngHeader header = new((int)width, (int)height, chunk.Data[8], (PngColor)chunk.Data[9], chunk.Data[12] == 1);
        bool depthFits = header.Color switch
        {
            PngColor.Gray => header.Depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => header.Depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => header.Depth is 8 or 16,
            _ => false,
        };
        if (!depthFits)
            throw new EventFormatException(path, chunk.DataOffset + 8, "a depth and colour type that go together", $"depth {header.Depth}, colour type {(int)header.Color}");
        if (chunk.Data[10] != 0 || chunk.Data[11] != 0 || chunk.Data[12] > 1)
            throw new EventFormatException(path, chunk.DataOffset + 10, "compression 0, filter 0, interlace 0 or 1", $"{chunk.Data[10]}, {chunk.Data[11]}, {chunk.Data[12]}");
        if ((long)width * height * 4 > ImageFile.MostSamples)
            throw new EventFormatException(path, chunk.DataOffset, $"at most {ImageFile.MostSamples / 4} pixels", $"{width}x{height}");
        return header;
    }
}

/// <summary>Colour types of PNG, with the numbers of the file.</summary>
internal enum PngColor
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

using System.IO.Compression;
using Saccade.Events.Model;

namespace Saccade.Events.Images.Png;

/// <summary>
/// Decodes PNG (ISO/IEC 15948): all depths and colour types, palettes, transparency, all filters, interlaced or not. Every
/// checksum is checked. Colour profiles and gamma are left out of account, as usual where images are training data.
/// </summary>
internal static class PngReader
{
    /// <summary>Deflate makes data at most this many times smaller, so a header that claims more pixels lies.</summary>
    private const long MostShrinkage = 1040;

    /// <summary>First column and row, then steps, of each pass of an interlaced image (Adam7).</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] _passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int StepX, int StepY)[] _onePass = [(0, 0, 1, 1)];

    /// <summary>Decodes a whole file.</summary>
    /// <exception cref="EventFormatException">The file is damaged; message and offset say where.</exception>
    public static RasterImage Decode(ReadOnlySpan<byte> file, string path)
    {
        int at = PngChunk.Signature.Length;
        var first = PngChunk.At(file, at, path);
        var header = PngHeader.Parse(first, path);
        (byte[] palette, byte[] transparency, int dataOffset) = ([], [], -1);
        using MemoryStream packed = new();
        for (at += first.Length; ;)
        {
            var chunk = PngChunk.At(file, at, path);
            if (chunk.Type == "IEND")
                break;
            if (chunk.Type == "PLTE")
                palette = Palette(chunk, path);
            else if (chunk.Type == "tRNS")
                transparency = Transparency(chunk, header, path);
            else if (chunk.Type == "IDAT")
                packed.Write(chunk.Data);
            else if (!chunk.IsAncillary)
                throw new EventFormatException(path, chunk.Offset, "a chunk that this reader knows", chunk.Type);
            dataOffset = chunk.Type == "IDAT" && dataOffset < 0 ? chunk.DataOffset : dataOffset;
            at += chunk.Length;
        }

        if (header.Color == PngColor.Palette && palette.Length == 0)
            throw new EventFormatException(path, at, "a palette (chunk PLTE)", "none");
        if ((long)header.RowBytes(header.Width) * header.Height > packed.Length * MostShrinkage)
            throw new EventFormatException(path, 16, $"an extent that {packed.Length} packed bytes can hold", $"{header.Width}x{header.Height}", "the file is damaged");
        packed.Position = 0;
        return Unpack(packed, header, new PngPixels(header, palette, transparency, path), dataOffset, path);
    }

    private static RasterImage Unpack(MemoryStream packed, PngHeader header, PngPixels pixels, int dataOffset, string path)
    {
        try
        {
            using ZLibStream rows = new(packed, CompressionMode.Decompress);
            foreach ((int x, int y, int stepX, int stepY) in header.Interlaced ? _passes : _onePass)
            {
                int count = (header.Width - x + stepX - 1) / stepX;
                if (count <= 0)
                    continue;
                byte[] row = new byte[header.RowBytes(count)], above = new byte[row.Length];
                for (int line = y; line < header.Height; line += stepY)
                {
                    ReadRow(rows, row, above, header.FilterStep);
                    pixels.Put(row, line, x, stepX);
                    (row, above) = (above, row);
                }
            }

            if (rows.ReadByte() >= 0)
                throw new InvalidDataException("more data than pixels");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The bytes are in memory, so an IOException too is the unpacker's word on them (such as one for a preset dictionary).
            throw new EventFormatException(path, dataOffset, "packed rows for every pixel", e.Message, "the file is damaged", e);
        }

        return pixels.ToImage();
    }

    private static void ReadRow(Stream rows, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        int filter = rows.ReadByte();
        if (filter is < 0 or > 4)
            throw new InvalidDataException(filter < 0 ? "the end before the last row" : $"a filter of {filter}, known are 0 to 4");
        rows.ReadExactly(row);
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < step ? 0 : row[i - step], up = above[i], corner = i < step ? 0 : above[i - step];
            row[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }
    }

    /// <summary>Whichever of the three neighbours is nearest to left + up - corner; ties in this order.</summary>
    private static int Paeth(int left, int up, int corner)
    {
        int fromLeft = Math.Abs(up - corner), fromUp = Math.Abs(left - corner), fromCorner = Math.Abs(left + up - 2 * corner);
        if (fromLeft <= fromUp && fromLeft <= fromCorner)
            return left;
        return fromUp <= fromCorner ? up : corner;
    }

    private static byte[] Palette(PngChunk chunk, string path)
    {
        if (chunk.Data.Length is 0 or > 768 || chunk.Data.Length % 3 != 0)
            throw new EventFormatException(path, chunk.Offset, "a palette of 1 to 256 colours of 3 bytes", $"{chunk.Data.Length} bytes");
        return chunk.Data.ToArray();
    }

    private static byte[] Transparency(PngChunk chunk, PngHeader header, string path)
    {
        bool fits = header.Color switch
        {
            PngColor.Palette => chunk.Data.Length is >= 1 and <= 256,
            PngColor.Gray => chunk.Data.Length == 2,
            PngColor.Rgb => chunk.Data.Length == 6,
            _ => false,
        };
        return fits ? chunk.Data.ToArray() : throw new EventFormatException(path, chunk.Offset, "transparency that fits the colour type", $"{chunk.Data.Length} bytes for colour type {(int)header.Color}");
    }
}

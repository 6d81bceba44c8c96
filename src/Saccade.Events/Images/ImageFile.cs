using Saccade.Events.Images.Jpeg;
using Saccade.Events.Images.Png;
using Saccade.Events.Model;

namespace Saccade.Events.Images;

/// <summary>Reads and writes image files.</summary>
public static class ImageFile
{
    /// <summary>Largest width or height that is read.</summary>
    public const int LargestExtent = 1 << 16;

    /// <summary>Most samples (width x height x channels) of an image that is read.</summary>
    public const int MostSamples = 1 << 28;

    private const int LongestFile = 1 << 30;

    /// <summary>Endings of the files that are taken for images, lower case with the dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".pgm", ".ppm", ".jpg", ".jpeg"];

    /// <summary>Whether a file is taken for an image, by its ending.</summary>
    public static bool IsImage(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());
    }

    /// <summary>Reads an image; its kind is found from its first bytes.</summary>
    /// <param name="path">A PNG, JPEG, PGM or PPM file.</param>
    /// <exception cref="EventFormatException">The file is no image of a known kind, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RasterImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(stream, path);
    }

    /// <summary>Reads an image; its kind is found from its first bytes.</summary>
    /// <param name="stream">The file from its first byte; read to its end.</param>
    /// <param name="path">How messages name it.</param>
    /// <exception cref="EventFormatException">The file is no image of a known kind, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RasterImage Read(Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Decode(AllBytes(stream, path), path);
    }

    /// <summary>Decodes an image; its kind is found from its first bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="path">How messages name it.</param>
    /// <exception cref="EventFormatException">The bytes are no image of a known kind, or damaged.</exception>
    public static RasterImage Decode(ReadOnlySpan<byte> bytes, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (bytes.StartsWith(PngChunk.Signature))
            return PngReader.Decode(bytes, path);
        if (bytes.StartsWith("P5"u8) || bytes.StartsWith("P6"u8))
            return PnmReader.Decode(bytes, path);
        if (bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return DecodeJpeg(bytes, path);
        throw new EventFormatException(
            path, 0, "the first bytes of a PNG, JPEG, PGM or PPM file", bytes.IsEmpty ? "an empty file" : Convert.ToHexStringLower(bytes[..Math.Min(8, bytes.Length)]),
            "convert the file to PNG");
    }

    private static RasterImage DecodeJpeg(ReadOnlySpan<byte> bytes, string path)
    {
        try
        {
            return JpegReader.Decode(bytes, MostSamples / 3);
        }
        catch (InvalidDataException e)
        {
            throw new EventFormatException(path, 0, "a whole JPEG image", e.Message, "the file is damaged", e);
        }
    }

    private static byte[] AllBytes(Stream stream, string path)
    {
        using MemoryStream all = new();
        byte[] part = new byte[1 << 16];
        while (true)
        {
            int got = stream.Read(part);
            if (got == 0)
                return all.ToArray();
            all.Write(part, 0, got);
            if (all.Length > LongestFile)
                throw new EventFormatException(path, LongestFile, $"an image file of at most {LongestFile} bytes", "more");
        }
    }
}

using JpegLibrary;

namespace Saccade.Events.Images.Jpeg;

/// <summary>Decodes JPEG images: baseline and progressive, grey or in colours, 8 bits.</summary>
internal static class JpegReader
{
    /// <summary>Pixels that any file may hold, and pixels more for each of its bytes: at a quarter of a bit, a picture is a blank.</summary>
    private const int FreePixels = 1 << 22, PixelsPerByte = 32;

    /// <summary>Decodes an image; grey ones stay grey, all others become red, green, blue.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="maxPixels">Most pixels to decode.</param>
    /// <exception cref="InvalidDataException">The bytes are no whole JPEG image, it is larger than allowed, or of a kind that is not decoded.</exception>
    public static RasterImage Decode(ReadOnlySpan<byte> source, int maxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPixels);
        var header = JpegHeader.Read(source);
        long pixels = (long)header.Width * header.Height, most = Math.Min(maxPixels, FreePixels + (long)PixelsPerByte * source.Length);
        if (pixels > most)
            throw new InvalidDataException($"a JPEG image of {header.Width}x{header.Height}; at most {most} pixels are decoded from {source.Length} bytes");
        Samples samples = new(header);
        try
        {
            JpegDecoder decoder = new();
            decoder.SetInput(source.ToArray());
            decoder.Identify();
            decoder.SetOutputWriter(samples);
            decoder.Decode();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidDataException("bytes that are no JPEG image, or not a whole one", e); // the decoder documents no kinds of its own
        }

        if (header is { Channels: 3, IsRgb: false })
            samples.ToRgb();
        return RasterImage.Own(header.Width, header.Height, header.Channels, samples.Bytes);
    }

    /// <summary>Takes the blocks that the decoder gives.</summary>
    private sealed class Samples(JpegHeader header) : JpegBlockOutputWriter
    {
        private const int BlockSize = 8;

        public byte[] Bytes { get; } = new byte[header.Width * header.Height * header.Channels];

        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            if (componentIndex >= header.Channels || x < 0 || y < 0 || x >= header.Width || y >= header.Height)
                return; // the last blocks reach beyond the image
            var block = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref blockRef, BlockSize * BlockSize);
            int columns = Math.Min(BlockSize, header.Width - x), rows = Math.Min(BlockSize, header.Height - y);
            for (int row = 0; row < rows; row++)
            {
                int at = ((y + row) * header.Width + x) * header.Channels + componentIndex;
                var line = block.Slice(row * BlockSize, columns);
                foreach (short sample in line)
                {
                    Bytes[at] = (byte)Math.Clamp((int)sample, 0, 255);
                    at += header.Channels;
                }
            }
        }

        /// <summary>Brightness and two differences of colour (JFIF) become red, green, blue; 16 bits of fraction.</summary>
        public void ToRgb()
        {
            const int Half = 1 << 15, Red = 91881, GreenBlue = 22554, GreenRed = 46802, Blue = 116130;
            Span<byte> bytes = Bytes;
            for (; bytes.Length >= 3; bytes = bytes[3..])
            {
                int light = (bytes[0] << 16) + Half, blue = bytes[1] - 128, red = bytes[2] - 128;
                bytes[0] = (byte)Math.Clamp((light + Red * red) >> 16, 0, 255);
                bytes[1] = (byte)Math.Clamp((light - GreenBlue * blue - GreenRed * red) >> 16, 0, 255);
                bytes[2] = (byte)Math.Clamp((light + Blue * blue) >> 16, 0, 255);
            }
        }
    }
}

using Saccade.Events.Model;

namespace Saccade.Events.Images;

/// <summary>Reads PGM and PPM in their binary forms (netpbm: P5 and P6): a text header of width, height and largest value, one white space, then samples.</summary>
internal static class PnmReader
{
    public static RasterImage Decode(ReadOnlySpan<byte> bytes, string path)
    {
        int channels = bytes[1] == (byte)'6' ? 3 : 1, at = 2;
        int width = Number(bytes, path, ref at, ImageFile.LargestExtent), height = Number(bytes, path, ref at, ImageFile.LargestExtent);
        int largest = Number(bytes, path, ref at, ushort.MaxValue);
        at++; // the one white space that ends the header
        long samples = (long)width * height * channels;
        int sampleBytes = largest > byte.MaxValue ? 2 : 1;
        if (bytes.Length - at < samples * sampleBytes)
            throw new EventFormatException(path, bytes.Length, $"{samples * sampleBytes} bytes after the header for {width}x{height}x{channels}", $"the end after {Math.Max(0, bytes.Length - at)}", "the file is cut off");
        if (samples > ImageFile.MostSamples)
            throw new EventFormatException(path, 2, $"at most {ImageFile.MostSamples} samples", $"{width}x{height}x{channels}");

        byte[] values = new byte[samples];
        for (int i = 0; i < values.Length; i++)
        {
            int offset = at + i * sampleBytes;
            int value = sampleBytes == 1 ? bytes[offset] : (bytes[offset] << 8) | bytes[offset + 1];
            if (value > largest)
                throw new EventFormatException(path, offset, $"a sample of at most {largest}, as the header says", $"{value}");
            values[i] = (byte)((value * 255L + largest / 2) / largest);
        }

        return RasterImage.Own(width, height, channels, values);
    }

    private static int Number(ReadOnlySpan<byte> bytes, string path, ref int at, int most)
    {
        while (at < bytes.Length && (IsSpace(bytes[at]) || bytes[at] == (byte)'#'))
        {
            bool comment = bytes[at] == (byte)'#';
            at++;
            while (comment && at < bytes.Length && bytes[at] != (byte)'\n')
                at++;
        }

        int start = at, value = 0;
        while (at < bytes.Length && bytes[at] is >= (byte)'0' and <= (byte)'9' && value <= most)
            value = value * 10 + (bytes[at++] - '0');
        if (at == start || value == 0 || value > most)
            throw new EventFormatException(path, start, $"a number of 1 to {most}", start >= bytes.Length ? "the end" : at == start ? $"byte {bytes[start]:x2}" : value > most ? "a larger one" : "0");
        if (at >= bytes.Length || !IsSpace(bytes[at]))
            throw new EventFormatException(path, at, "white space after a number of the header", at >= bytes.Length ? "the end" : $"byte {bytes[at]:x2}");
        return value;
    }

    private static bool IsSpace(byte value) => value is 0x20 or (>= 0x09 and <= 0x0D);
}

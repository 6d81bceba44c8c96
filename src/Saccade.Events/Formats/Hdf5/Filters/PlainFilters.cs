using System.Buffers.Binary;
using System.IO.Compression;

namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>The filters that every HDF5 library has: deflate, shuffle, Fletcher32.</summary>
internal static class PlainFilters
{
    private const int MostExpansion = 1032, ChecksumBytes = 4;

    /// <summary>Unpacks a zlib stream.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static byte[] Inflate(ReadOnlySpan<byte> source, uint[] values, int limit) => Inflate(source, limit);

    /// <summary>Unpacks a zlib stream; what is beyond the limit is left.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static byte[] Inflate(ReadOnlySpan<byte> source, int limit)
    {
        byte[] target = new byte[(int)Math.Min(limit, (long)MostExpansion * source.Length)];
        using ZLibStream zlib = new(new MemoryStream(source.ToArray()), CompressionMode.Decompress);
        try
        {
            int filled = zlib.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            return filled == target.Length ? target : target[..filled];
        }
        catch (IOException e)
        {
            throw new InvalidDataException("a chunk that cannot be unpacked (zlib)", e); // one that needs a dictionary is no InvalidDataException
        }
    }

    /// <summary>Puts the bytes of each element together again.</summary>
    public static byte[] Unshuffle(ReadOnlySpan<byte> source, uint[] values, int limit)
    {
        byte[] target = new byte[source.Length];
        Unshuffle(source, values.Length == 0 ? 1 : (int)Math.Min(values[0], int.MaxValue), target);
        return target;
    }

    /// <summary>Puts the bytes of each element together again; bytes beyond the last whole element stay.</summary>
    public static void Unshuffle(ReadOnlySpan<byte> source, int size, Span<byte> target)
    {
        int count = size <= 1 ? 0 : source.Length / size;
        for (int b = 0; b < size && count > 0; b++)
        {
            var plane = source.Slice(b * count, count);
            for (int i = 0, at = b; i < plane.Length; i++, at += size)
                target[at] = plane[i];
        }

        source[(count * Math.Max(1, size))..].CopyTo(target[(count * Math.Max(1, size))..]);
    }

    /// <summary>Compares the checksum after a chunk.</summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public static byte[] Verify(ReadOnlySpan<byte> source, uint[] values, int limit)
    {
        if (source.Length < ChecksumBytes)
            throw new InvalidDataException("a chunk that is shorter than its checksum");
        var content = source[..^ChecksumBytes];
        uint sum = Fletcher32(content), stored = BinaryPrimitives.ReadUInt32LittleEndian(source[^ChecksumBytes..]);
        uint swapped = (sum & 0x00FF00FF) << 8 | (sum >> 8 & 0x00FF00FF); // libraries before 1.6.3
        return stored == sum || stored == swapped ? content.ToArray() : throw new InvalidDataException("a chunk with a wrong checksum");
    }

    /// <summary>Fletcher's checksum over words of 16 bits, the high byte first.</summary>
    public static uint Fletcher32(ReadOnlySpan<byte> bytes)
    {
        uint low = 0, high = 0;
        while (bytes.Length >= 2)
        {
            int words = Math.Min(360, bytes.Length / 2); // as many as do not overflow
            for (int i = 0; i < words; i++)
            {
                low += (uint)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
                high += low;
            }

            bytes = bytes[(2 * words)..];
            low = (low & 0xFFFF) + (low >> 16);
            high = (high & 0xFFFF) + (high >> 16);
        }

        if (!bytes.IsEmpty)
        {
            low += (uint)(bytes[0] << 8);
            high += low;
        }

        for (int i = 0; i < 2; i++)
        {
            low = (low & 0xFFFF) + (low >> 16);
            high = (high & 0xFFFF) + (high >> 16);
        }

        return high << 16 | low;
    }
}

using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>The LZ4 filter: a length and the size of its blocks, then blocks, each with its length; numbers have the high byte first.</summary>
internal static class Lz4Chunk
{
    private const int HeaderBytes = 12;

    /// <summary>Unpacks a chunk.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or longer than the limit.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> source, int limit)
    {
        if (source.Length < HeaderBytes)
            throw new InvalidDataException("an LZ4 chunk without its header");
        ulong length = BinaryPrimitives.ReadUInt64BigEndian(source);
        uint block = BinaryPrimitives.ReadUInt32BigEndian(source[8..]);
        if (length > (ulong)limit || block == 0 || length > 255UL * (ulong)source.Length)
            throw new InvalidDataException($"an LZ4 chunk of {length} bytes in blocks of {block}");
        byte[] target = new byte[length];
        source = source[HeaderBytes..];
        for (int filled = 0; filled < target.Length;)
        {
            var room = target.AsSpan(filled, (int)Math.Min(block, target.Length - filled));
            int packed = source.Length < 4 ? -1 : BinaryPrimitives.ReadInt32BigEndian(source);
            if (packed < 0 || packed > source.Length - 4)
                throw new InvalidDataException("an LZ4 chunk without its end");
            Block(source.Slice(4, packed), room);
            source = source[(4 + packed)..];
            filled += room.Length;
        }

        return target;
    }

    /// <summary>Unpacks a block of known length; one that is as long as its content was left as it is.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Block(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        if (packed.Length == target.Length)
            packed.CopyTo(target);
        else if (LZ4Codec.Decode(packed, target) != target.Length)
            throw new InvalidDataException("a damaged LZ4 block");
    }
}

using System.Buffers.Binary;

namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>Blosc 1: blocks, each compressed by one of several methods, whose bytes or bits may have been shuffled before.</summary>
internal static class Blosc
{
    private const int HeaderBytes = 16, MostSplits = 16, LeastSplit = 128;
    private const int ByteShuffled = 1, Stored = 2, BitShuffled = 4, NotSplit = 16;

    /// <summary>Unpacks a chunk.</summary>
    /// <exception cref="InvalidDataException">It is damaged, longer than the limit, or compressed by a method that is not read.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> source, int limit)
    {
        if (source.Length < HeaderBytes)
            throw new InvalidDataException("a Blosc chunk without its header");
        Header header = new(source[0], source[2], Math.Max((int)source[3], 1), Number(source, 4), Number(source, 8), Number(source, 12));
        if (header.Version is < 1 or > 2 || header.Length < 0 || header.Length > limit || header.Packed != source.Length
            || (header.Length > 0 && (header.Block <= 0 || header.Block > Math.Max(header.Length, header.TypeSize))))
        {
            throw new InvalidDataException($"a Blosc chunk of version {header.Version}, {header.Length} bytes in blocks of {header.Block}");
        }

        if ((header.Flags & Stored) != 0)
        {
            return header.Length == source.Length - HeaderBytes ? source[HeaderBytes..].ToArray()
                : throw new InvalidDataException("a stored Blosc chunk whose length is not the one it states");
        }

        byte[] target = new byte[header.Length], room = new byte[Math.Min(header.Block, header.Length)];
        for (int block = 0, at = 0; at < target.Length; block++, at += header.Block)
            UnpackBlock(source, header, block, target.AsSpan(at, Math.Min(header.Block, target.Length - at)), room);
        return target;
    }

    private static int Number(ReadOnlySpan<byte> source, int at) => at >= 0 && at <= source.Length - 4
        ? BinaryPrimitives.ReadInt32LittleEndian(source[at..]) : throw new InvalidDataException("a Blosc chunk that ends too early");

    private static void UnpackBlock(ReadOnlySpan<byte> source, Header header, int block, Span<byte> target, byte[] room)
    {
        bool isWhole = target.Length == header.Block, bytes = (header.Flags & ByteShuffled) != 0 && header.TypeSize > 1;
        bool bits = !bytes && (header.Flags & BitShuffled) != 0 && target.Length >= header.TypeSize;
        int parts = (header.Flags & NotSplit) == 0 && header.TypeSize <= MostSplits && header.Block / header.TypeSize >= LeastSplit && isWhole ? header.TypeSize : 1;
        var unpacked = bytes || bits ? room.AsSpan(0, target.Length) : target;
        int at = Number(source, HeaderBytes + 4 * block), length = target.Length / parts;
        if (at < HeaderBytes || length * parts != target.Length)
            throw new InvalidDataException($"a Blosc block at {at}");
        for (int part = 0; part < parts; part++)
        {
            int packed = Number(source, at);
            if (packed < 0 || packed > source.Length - at - 4)
                throw new InvalidDataException("a Blosc chunk that ends too early");
            UnpackPart(header.Flags >> 5, source.Slice(at + 4, packed), unpacked.Slice(part * length, length));
            at += 4 + packed;
        }

        if (bytes)
            PlainFilters.Unshuffle(unpacked, header.TypeSize, target);
        else if (bits)
            BitShuffle.Undo(unpacked, header.TypeSize, target);
    }

    private static void UnpackPart(int method, ReadOnlySpan<byte> packed, Span<byte> target)
    {
        if (packed.Length == target.Length)
        {
            packed.CopyTo(target);
            return;
        }

        switch (method)
        {
            case 0:
                BloscLz.Unpack(packed, target);
                break;
            case 1:
                Lz4Chunk.Block(packed, target);
                break;
            case 3:
                Fill(PlainFilters.Inflate(packed, target.Length), target);
                break;
            case 4:
                Zstd.ZstdFrame.Decompress(packed, target);
                break;
            default:
                throw new InvalidDataException(method == 2 ? "a Blosc chunk compressed by Snappy, which is not read" : $"a Blosc chunk compressed by method {method}, which is not read");
        }
    }

    private static void Fill(byte[] content, Span<byte> target)
    {
        if (content.Length != target.Length)
            throw new InvalidDataException($"a Blosc block of {content.Length} bytes instead of {target.Length}");
        content.CopyTo(target);
    }

    private readonly record struct Header(int Version, int Flags, int TypeSize, int Length, int Block, int Packed);
}

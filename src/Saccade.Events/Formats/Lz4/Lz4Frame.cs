using System.Buffers.Binary;
using System.IO.Hashing;
using K4os.Compression.LZ4;

namespace Saccade.Events.Formats.Lz4;

/// <summary>The LZ4 frame format: a header, blocks, an end mark, checksums.</summary>
internal static class Lz4Frame
{
    private const uint Magic = 0x184D2204;
    private const uint UnpackedBit = 0x8000_0000;
    private const int LargestBlock = 4 << 20;

    /// <summary>How far back a block may refer to the blocks before it.</summary>
    private const int Reach = 64 << 10;

    /// <summary>Unpacks a frame.</summary>
    /// <param name="source">The frame.</param>
    /// <param name="target">The buffer to use; replaced by a longer one when needed.</param>
    /// <param name="limit">Most bytes to unpack.</param>
    /// <param name="length">Bytes unpacked.</param>
    /// <returns>What is wrong with the frame; null when nothing is.</returns>
    public static string? Unpack(ReadOnlySpan<byte> source, ref byte[] target, int limit, out int length)
    {
        length = 0;
        if (source.Length < 7 || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
            return "no LZ4 frame";
        int flags = source[4], headerBytes = (flags & 8) != 0 ? 15 : 7;
        if (flags >> 6 != 1)
            return $"an LZ4 frame of version {flags >> 6}";
        if ((flags & 1) != 0)
            return "an LZ4 frame that needs a dictionary";
        if (source.Length < headerBytes || source[headerBytes - 1] != (byte)(XxHash32.HashToUInt32(source[4..(headerBytes - 1)]) >> 8))
            return "an LZ4 frame with a damaged header";

        int at = headerBytes;
        bool blockChecksums = (flags & 16) != 0, contentChecksum = (flags & 4) != 0;
        while (true)
        {
            if (source.Length - at < 4)
                return "an LZ4 frame without its end";
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            at += 4;
            if (size == 0)
                break;
            int packed = (int)(size & ~UnpackedBit);
            if (packed > source.Length - at)
                return "an LZ4 block that is longer than its packet";
            if (!Append(source.Slice(at, packed), (size & UnpackedBit) != 0, ref target, limit, ref length))
                return limit - length < Math.Min(LargestBlock, 255L * packed) ? $"an LZ4 frame of more than {limit} bytes" : "a damaged LZ4 block";
            at += packed;
            if (!blockChecksums)
                continue;
            if (source.Length - at < 4 || XxHash32.HashToUInt32(source.Slice(at - packed, packed)) != BinaryPrimitives.ReadUInt32LittleEndian(source[at..]))
                return "an LZ4 block with a wrong checksum";
            at += 4;
        }

        if ((flags & 8) != 0 && BinaryPrimitives.ReadUInt64LittleEndian(source[6..]) != (ulong)length)
            return "an LZ4 frame whose length is not the one it states";
        if (contentChecksum && (source.Length - at < 4 || XxHash32.HashToUInt32(target.AsSpan(0, length)) != BinaryPrimitives.ReadUInt32LittleEndian(source[at..])))
            return "an LZ4 frame with a wrong checksum";
        return null;
    }

    /// <summary>Packs bytes into a frame of blocks that do not refer to each other, with a checksum over the content.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> content)
    {
        using MemoryStream frame = new();
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(word, Magic);
        word[4] = (1 << 6) | (1 << 5) | (1 << 2);
        word[5] = 7 << 4; // blocks of up to 4 MiB
        word[6] = (byte)(XxHash32.HashToUInt32(word[4..6]) >> 8);
        frame.Write(word[..7]);

        uint checksum = XxHash32.HashToUInt32(content);
        byte[] packed = new byte[Math.Min(LargestBlock, content.Length)];
        for (; !content.IsEmpty; content = content[Math.Min(LargestBlock, content.Length)..])
        {
            var block = content[..Math.Min(LargestBlock, content.Length)];
            int length = LZ4Codec.Encode(block, packed.AsSpan(0, block.Length - 1)); // -1 when it does not get shorter
            BinaryPrimitives.WriteUInt32LittleEndian(word, length > 0 ? (uint)length : (uint)block.Length | UnpackedBit);
            frame.Write(word[..4]);
            frame.Write(length > 0 ? packed.AsSpan(0, length) : block);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(word, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(word[4..], checksum);
        frame.Write(word[..8]);
        return frame.ToArray();
    }

    private static bool Append(ReadOnlySpan<byte> block, bool unpacked, ref byte[] target, int limit, ref int length)
    {
        if (unpacked)
        {
            if (block.Length > limit - length)
            {
                length = limit;
                return false;
            }

            Grow(ref target, length + block.Length);
            block.CopyTo(target.AsSpan(length));
            length += block.Length;
            return true;
        }

        // A block holds at most 4 MiB, whatever it claims; and a byte of it at most 255 of them.
        int most = (int)Math.Min(Math.Min(LargestBlock, 255L * block.Length), limit - length);
        Grow(ref target, length + most);
        int unpackedBytes = LZ4Codec.Decode(block, target.AsSpan(length, most), target.AsSpan(Math.Max(0, length - Reach), Math.Min(length, Reach)));
        if (unpackedBytes < 0)
            return false;
        length += unpackedBytes;
        return true;
    }

    private static void Grow(ref byte[] buffer, int needed)
    {
        if (needed > buffer.Length)
            Array.Resize(ref buffer, Math.Max(needed, (int)Math.Min(2L * buffer.Length, Array.MaxLength)));
    }
}

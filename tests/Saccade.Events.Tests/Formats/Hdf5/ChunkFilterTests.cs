using System.Buffers.Binary;
using K4os.Compression.LZ4;
using Saccade.Events.Formats.Hdf5.Filters;
using Xunit;
using ZstdSharp;

namespace Saccade.Events.Tests.Formats.Hdf5;

public sealed class ChunkFilterTests
{
    private static readonly byte[] _content = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i / 7 % 5 * (i % 3)))];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    public void Blosc_MethodAndShuffle_GiveTheContent(int shuffle, int method)
    {
        byte[] chunk = BloscChunk(shuffle, method);

        Assert.Equal(_content, Blosc.Unpack(chunk, _content.Length));
        Assert.Throws<InvalidDataException>(() => Blosc.Unpack(chunk, _content.Length - 1));
    }

    [Fact]
    public void Blosc_MutatedOrTruncated_IsRefusedOrBounded()
    {
        byte[] chunk = BloscChunk(1, 1);
        for (int i = 0; i < 4 * chunk.Length; i++)
        {
            byte[] wrong = [.. chunk];
            wrong[i / 4] ^= (byte)(1 << (2 * (i % 4)));
            Harmless(() => Blosc.Unpack(wrong, 8192));
            Harmless(() => Blosc.Unpack(chunk.AsSpan(0, i / 4), 8192));
        }
    }

    [Fact]
    public void BloscLz_LiteralsAndReferences_GiveTheContent()
    {
        byte[] target = new byte[3 + 5 + 3];

        // Three literals; five bytes from three back; three from eight back.
        BloscLz.Unpack([2, 10, 11, 12, (3 << 5) | 0, 2, (1 << 5) | 0, 7], target);

        Assert.Equal([10, 11, 12, 10, 11, 12, 10, 11, 10, 11, 12], target);
        Assert.Throws<InvalidDataException>(() => BloscLz.Unpack([0, 1, (1 << 5) | 0, 9], new byte[4])); // before the beginning
    }

    [Fact]
    public void Lzf_LiteralsAndReferences_GiveTheContent()
    {
        Assert.Equal([1, 2, 3, 1, 2, 3, 1], Lzf.Unpack([2, 1, 2, 3, (2 << 5) | 0, 2], 100));
        Assert.Throws<InvalidDataException>(() => Lzf.Unpack([2, 1, 2, 3, (2 << 5) | 0, 3], 100));
        Assert.Throws<InvalidDataException>(() => Lzf.Unpack([2, 1, 2, 3, (2 << 5) | 0, 2], 6));
    }

    [Fact]
    public void Lz4_Blocks_GiveTheContent()
    {
        byte[] packed = Lz4(_content), chunk = new byte[16 + packed.Length];
        BinaryPrimitives.WriteInt64BigEndian(chunk, _content.Length);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(8), _content.Length);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(12), packed.Length);
        packed.CopyTo(chunk, 16);

        Assert.Equal(_content, Lz4Chunk.Unpack(chunk, _content.Length));
        Assert.Throws<InvalidDataException>(() => Lz4Chunk.Unpack(chunk.AsSpan(0, chunk.Length - 1), _content.Length));
    }

    [Fact]
    public void Ecf_PackedEvents_GiveTheEvents()
    {
        // Two events: packed y, x, p; time 1000, then 18 later (a long step of 18 = 0x12, low half first).
        byte[] chunk = [(2 << 2) | 2, 0, 0, 0, 0xE8, 3, 0, 0, 0, 0, 0, 0, 0x01, 0xF2, 0xF1, 0x01, .. Packed((5 << 12) | (7 << 1) | 1, (9 << 12) | (2047 << 1))];

        byte[] events = EcfChunk.Unpack(chunk, 32);

        Assert.Equal([7, 5, 1], Fields(events, 0));
        Assert.Equal([2047, 9, 0], Fields(events, 16));
        Assert.Equal(1000, BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan(8)));
        Assert.Equal(1018, BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan(24)));
        Assert.Throws<InvalidDataException>(() => EcfChunk.Unpack(chunk, 31));
    }

    [Fact]
    public void Ecf_Runs_GiveTheEvents()
    {
        // Three events at one time and row: x = 4 and, by the mask, 5 and 9; polarities 1, 0, 0.
        byte[] chunk = [3 << 2, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0x03, (6 << 5 & 0xFF) | 3, 6 << 5 >> 8, (4 << 5) | 0b10001, 0, 0x81, 0x02];

        byte[] events = EcfChunk.Unpack(chunk, 48);

        Assert.Equal([4, 6, 1, 5, 6, 0, 9, 6, 0], [.. Fields(events, 0), .. Fields(events, 16), .. Fields(events, 32)]);
        for (int length = 0; length < chunk.Length; length++)
            Assert.Throws<InvalidDataException>(() => EcfChunk.Unpack(chunk.AsSpan(0, length), 48));
    }

    [Fact]
    public void Fletcher32_KnownText_HasItsSum() => Assert.Equal(0x56502D2AU, PlainFilters.Fletcher32("badcfe"u8));

    private static int[] Fields(byte[] events, int at) =>
        [BinaryPrimitives.ReadUInt16LittleEndian(events.AsSpan(at)), BinaryPrimitives.ReadUInt16LittleEndian(events.AsSpan(at + 2)), events[at + 4]];

    private static byte[] Packed(int first, int second)
    {
        (uint a, uint b) = ((uint)first, (uint)second);
        byte[] bytes = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, a << 8 | (b & 0xFF));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), b >> 8 << 16);
        return bytes;
    }

    /// <summary>A chunk of two blocks of elements of 4 bytes that are not split.</summary>
    private static byte[] BloscChunk(int shuffle, int method)
    {
        const int Block = 2048;
        List<byte> body = [];
        int[] starts = new int[2];
        for (int b = 0; b < 2; b++)
        {
            byte[] shuffled = shuffle == 1 ? Bytes(_content[(b * Block)..((b + 1) * Block)]) : Bits(_content[(b * Block)..((b + 1) * Block)]);
            using Compressor zstd = new();
            byte[] packed = method == 1 ? Lz4(shuffled) : zstd.Wrap(shuffled).ToArray();
            starts[b] = 16 + 8 + body.Count;
            body.AddRange(BitConverter.GetBytes(packed.Length));
            body.AddRange(packed);
        }

        byte[] all = [2, 1, (byte)(shuffle | 16 | method << 5), 4, .. BitConverter.GetBytes(_content.Length), .. BitConverter.GetBytes(Block), .. BitConverter.GetBytes(24 + body.Count)];
        return [.. all, .. starts.SelectMany(s => BitConverter.GetBytes(s)), .. body];
    }

    private static byte[] Bytes(byte[] block) => [.. Enumerable.Range(0, 4).SelectMany(b => Enumerable.Range(0, block.Length / 4).Select(i => block[4 * i + b]))];

    private static byte[] Bits(byte[] block)
    {
        byte[] planes = new byte[block.Length];
        int count = block.Length / 4;
        for (int i = 0; i < 8 * block.Length; i++)
        {
            int element = i / 32, bit = i % 32;
            if ((block[4 * element + bit / 8] >> (bit % 8) & 1) != 0)
                planes[bit * count / 8 + element / 8] |= (byte)(1 << (element % 8));
        }

        return planes;
    }

    private static byte[] Lz4(byte[] content)
    {
        byte[] packed = new byte[LZ4Codec.MaximumOutputSize(content.Length)];
        return packed[..LZ4Codec.Encode(content, packed)];
    }

    private static void Harmless(Func<byte[]> unpack)
    {
        try
        {
            Assert.True(unpack().Length <= 8192);
        }
        catch (InvalidDataException)
        {
            // Refused.
        }
    }
}

using System.Buffers.Binary;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Aedat4;
using Saccade.Events.Formats.Lz4;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Aedat4;

/// <summary>The table behind the packets: what is written is what DV looks up, and reading does without.</summary>
public sealed class PacketTableTests
{
    private const int TablePosition = 14 + 40;

    [Theory]
    [InlineData(PacketCompression.None, 0)]
    [InlineData(PacketCompression.None, 20_000)]
    [InlineData(PacketCompression.Lz4, 20_000)]
    [InlineData(PacketCompression.Lz4, 8192)]
    public void Write_ToAFile_EndsWithATableOfItsPackets(PacketCompression compression, int count)
    {
        var events = FormatCases.Events(count);
        byte[] bytes = Written(events, compression);

        byte[] table = bytes[(int)Int64(bytes, TablePosition)..], unpacked = table;
        if (compression == PacketCompression.Lz4)
            Assert.Null(Lz4Frame.Unpack(table, ref unpacked, 1 << 20, out _));
        int packets = (count + 8191) / 8192, vector = Pointer(unpacked, Field(unpacked, Pointer(unpacked, 4), 0));

        Assert.True("FTAB"u8.SequenceEqual(unpacked.AsSpan(8, 4)));
        Assert.Equal(packets, Int32(unpacked, vector));
        for (int i = 0, first = 0; i < packets; i++, first += 8192)
        {
            int entry = Pointer(unpacked, vector + 4 + 4 * i), events4 = Math.Min(8192, count - first);
            int content = (int)Int64(unpacked, Field(unpacked, entry, 0)), packet = Field(unpacked, entry, 1);
            Assert.Equal((0, Int32(bytes, content - 4)), (Int32(unpacked, packet), Int32(unpacked, packet + 4)));
            Assert.Equal(0, Field(unpacked, entry, 0) % 8);
            Assert.Equal(
                (events4, events.Times[first], events.Times[first + events4 - 1]),
                (Int64(unpacked, Field(unpacked, entry, 2)), Int64(unpacked, Field(unpacked, entry, 3)), Int64(unpacked, Field(unpacked, entry, 4))));
        }

        Assert.Null(Read(bytes, events));
    }

    [Fact]
    public void Write_ToAPipe_HasNoTableAndSaysSo()
    {
        var events = FormatCases.Events(9000);
        using MemoryStream memory = new();
        using (ForwardStream pipe = new(memory))
        {
            var writer = Aedat4Format.Instance.CreateWriter(pipe, new WriteOptions { Sensor = FormatCases.Sensor });
            writer.Write(events.All);
            writer.Finish();
        }

        Assert.Equal(-1, Int64(memory.ToArray(), TablePosition));
        Assert.Null(Read(memory.ToArray(), events));
    }

    [Theory]
    [InlineData(0, PacketCompression.None)] // its length
    [InlineData(9, PacketCompression.None)] // its identifier
    [InlineData(44, PacketCompression.None)] // the number of its entries
    [InlineData(3, PacketCompression.Lz4)]
    [InlineData(20, PacketCompression.Lz4)]
    [InlineData(-1, PacketCompression.None)] // all of it
    [InlineData(-1, PacketCompression.Lz4)]
    public void Read_DamagedTable_GivesAllEventsAndSaysSo(int at, PacketCompression compression)
    {
        var events = FormatCases.Events(20_000);
        byte[] bytes = Written(events, compression);
        int table = (int)Int64(bytes, TablePosition);
        if (at < 0)
            bytes = bytes[..table];
        else if (at == 0)
            bytes = bytes[..^30];
        else
            bytes[table + at] ^= 0x55;

        Assert.Contains($"the table of packets at byte {table} is damaged", Read(bytes, events), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PacketCompression.None)]
    [InlineData(PacketCompression.Lz4)]
    public void Salvage_BytesThatMoveTheTable_LoseNoPacket(PacketCompression compression)
    {
        var events = FormatCases.Events(20_000);
        byte[] bytes = Written(events, compression), garbage = [.. Enumerable.Range(0, 999).Select(i => (byte)(i * 89 + 200))];
        int first = 14 + 4 + Int32(bytes, 14), second = first + 8 + Int32(bytes, first + 4);
        byte[] moved = [.. bytes.AsSpan(0, second), .. garbage, .. bytes.AsSpan(second)];

        (var read, var report) = EventData.Decode(Aedat4Format.Instance, moved, 777, new ReadOptions { Damage = DamagePolicy.Salvage });

        EventData.AssertSame(events, read);
        Assert.InRange(report.LostBytes, garbage.Length, moved.Length - second);
    }

    /// <summary>A frame of zeros packs 255 to 1: three such files fill a memory, and none is a recording.</summary>
    [Fact]
    public void Read_PacketsOfZeros_AreRefusedBeyondTheLimit()
    {
        byte[] head = Written(new EventBuffer(), PacketCompression.Lz4), zeros = Lz4Frame.Pack(new byte[120 << 20]);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(TablePosition), -1);
        int end = head.AsSpan().IndexOf((byte[])[0x04, 0x22, 0x4d, 0x18]);
        byte[] bytes = [.. head.AsSpan(0, end), 0, 0, 0, 0, .. BitConverter.GetBytes(zeros.Length), .. zeros];

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Aedat4Format.Instance, bytes, 1 << 16));

        Assert.Contains("an LZ4 frame of more than", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Written(EventBuffer events, PacketCompression compression) =>
        FormatCases.Bytes("aedat4", events, new WriteOptions { Sensor = FormatCases.Sensor, Compression = compression });

    private static string? Read(byte[] bytes, EventBuffer expected)
    {
        foreach (int chunk in new[] { 997, 1 << 20 })
            EventData.AssertSame(expected, EventData.Decode(Aedat4Format.Instance, bytes, chunk).Events);
        return EventData.Decode(Aedat4Format.Instance, bytes, 1 << 16).Report.Remark;
    }

    private static int Int32(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    private static int Pointer(byte[] bytes, int at) => at + Int32(bytes, at);

    /// <summary>Where a field of the table at a position is.</summary>
    private static int Field(byte[] bytes, int table, int field) =>
        table + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(table - Int32(bytes, table) + 4 + 2 * field));

    private sealed class ForwardStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats;

/// <summary>Truncation at every byte, and what is salvaged before and behind damage.</summary>
public sealed class DamageTests
{
    public static TheoryData<string> Writable => FormatCases.Writable;

    [Theory]
    [MemberData(nameof(Writable))]
    public void Read_TruncatedAtAnyByte_GivesWhatCameBefore(string name)
    {
        var whole = FormatCases.Events();
        byte[] bytes = FormatCases.Bytes(name, whole);
        int refused = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            EventBuffer events = new();
            var error = Feed(name, bytes.AsSpan(0, length), new ReadOptions { Path = "cut" }, events);
            AssertPrefix(whole, events);
            if (error is null)
                continue;
            refused++;
            Assert.InRange(error.ByteOffset, 0, length);
            Assert.StartsWith("cut: at byte", error.Message, StringComparison.Ordinal);
        }

        Assert.True(refused > bytes.Length / 2, $"{refused} of {bytes.Length} cuts were noticed");
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Salvage_TruncatedAtAnyByte_CountsTheLoss(string name)
    {
        var whole = FormatCases.Events();
        byte[] bytes = FormatCases.Bytes(name, whole);
        for (int length = 0; length < bytes.Length; length++)
        {
            EventBuffer events = new();
            var reader = EventFormats.Default.ByName(name).CreateReader(new ReadOptions { Damage = DamagePolicy.Salvage });
            try
            {
                reader.Read(bytes.AsSpan(0, length), events);
                reader.Finish(events);
            }
            catch (EventFormatException)
            {
                Assert.Equal(0, events.Count); // only a header can be beyond help
                continue;
            }

            AssertPrefix(whole, events);
            if (reader.Report.LostBytes > 0)
                Assert.True(reader.Report.Damages > 0 && reader.Report.FirstDamage is not null, $"lost bytes without damage at length {length}");
        }
    }

    /// <summary>A recording without what stands behind its packets.</summary>
    private static byte[] Unfinished(string name, EventBuffer events)
    {
        const int TablePosition = 14 + 40;
        byte[] bytes = FormatCases.Bytes(name, events);
        if (name != "aedat4")
            return bytes;
        int end = BitConverter.ToInt32(bytes, TablePosition);
        bytes.AsSpan(TablePosition, 8).Fill(0xff);
        return bytes[..end];
    }

    [Theory]
    [InlineData("aedat3")]
    [InlineData("aedat4")]
    public void Salvage_GarbageBetweenPackets_GivesBothSides(string name)
    {
        EventBuffer first = FormatCases.Events(300, 1), second = FormatCases.Events(200, 2);
        byte[] a = Unfinished(name, first), b = Unfinished(name, second);
        int header = Unfinished(name, new EventBuffer()).Length;
        byte[] garbage = [.. Enumerable.Range(0, 999).Select(i => (byte)(i * 89 + 200))];
        byte[] bytes = [.. a, .. garbage, .. b.AsSpan(header)];
        EventBuffer expected = new(), events = new();
        expected.Add(first.All);
        expected.Add(second.All);

        foreach (int chunk in new[] { 1, 64, bytes.Length })
        {
            (var read, var report) = EventData.Decode(
                EventFormats.Default.ByName(name), bytes, chunk, new ReadOptions { Damage = DamagePolicy.Salvage, Sensor = FormatCases.Sensor });

            Assert.Equal(EventData.Digest(expected), EventData.Digest(read));
            Assert.Equal(garbage.Length, report.LostBytes);
            Assert.True(report.Damages >= 1);
        }

        var error = Feed(name, bytes, new ReadOptions { Path = "bad" }, events);
        Assert.NotNull(error);
        Assert.Equal(a.Length, error.ByteOffset);
        EventData.AssertSame(first, events);
    }

    [Fact]
    public void Salvage_DamagedLz4Packet_LosesThatPacketOnly()
    {
        var whole = EventData.Random(3 * 8192, FormatCases.Sensor, 12);
        byte[] bytes = FormatCases.Bytes("aedat4", whole, new WriteOptions { Sensor = FormatCases.Sensor, Compression = PacketCompression.Lz4 });
        bytes[bytes.Length / 2] ^= 0x55; // in the second of three packets

        (var read, var report) = EventData.Decode(EventFormats.Default.ByName("aedat4"), bytes, 4096, new ReadOptions { Damage = DamagePolicy.Salvage });

        Assert.Equal(2 * 8192, read.Count);
        Assert.Equal(1, report.Damages);
        Assert.True(report.LostBytes > 8192);
    }

    private static EventFormatException? Feed(string name, ReadOnlySpan<byte> bytes, ReadOptions options, EventBuffer events)
    {
        var reader = EventFormats.Default.ByName(name).CreateReader(options);
        try
        {
            reader.Read(bytes, events);
            reader.Finish(events);
            return null;
        }
        catch (EventFormatException e)
        {
            return e;
        }
    }

    private static void AssertPrefix(EventBuffer whole, EventBuffer events)
    {
        Assert.True(events.Count <= whole.Count);
        EventBuffer expected = new();
        expected.Add(whole.Slice(new EventRange(0, events.Count)));
        Assert.Equal(EventData.Digest(expected), EventData.Digest(events));
    }
}

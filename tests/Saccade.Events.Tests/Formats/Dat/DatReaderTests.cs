using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Dat;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Dat;

public sealed class DatReaderTests
{
    private const string Header = "% Data file containing CD events.\n% Version 2\n% Width 640\n% Height 480\n";

    [Fact]
    public void Read_Chunked_GivesTheSameEvents()
    {
        var events = EventData.Random(3000, new SensorSize(640, 480), 1);
        byte[] bytes = Bytes(Header, 0x0C, events);

        foreach (int chunk in new[] { 1, 7, 64, 4096, bytes.Length })
            EventData.AssertSame(events, EventData.Decode(DatFormat.Instance, bytes, chunk).Events);
    }

    [Fact]
    public void Read_TruncatedAtAnyByte_IsANamedError()
    {
        var events = EventData.Random(5, new SensorSize(640, 480), 1);
        byte[] bytes = Bytes(Header, 0x0C, events);
        int records = bytes.Length - 5 * 8;
        for (int length = 0; length < bytes.Length; length++)
        {
            if (length >= records && (length - records) % 8 == 0)
                continue;
            byte[] cut = bytes[..length];
            var error = Assert.Throws<EventFormatException>(() => EventData.Decode(DatFormat.Instance, cut, 3));
            Assert.InRange(error.ByteOffset, 0, length);
        }
    }

    [Fact]
    public void Read_TimeWrap_GoesOnAbove32Bits()
    {
        EventBuffer events = new();
        events.Add(uint.MaxValue - 1, 1, 1, 1);
        events.Add(uint.MaxValue + 10L, 2, 2, 0);

        (var read, var report) = EventData.Decode(DatFormat.Instance, Bytes(Header, 0, events), 64);

        EventData.AssertSame(events, read);
        Assert.Equal(1, report.TimerOverflows);
    }

    [Fact]
    public void Read_Version1_PacksCoordinatesIntoFewerBits()
    {
        byte[] bytes = [.. "% Data file containing Event2D events.\n% Version 1\n"u8, 0, 8, 7, 0, 0, 0, 0x2c, 0x03, 0x02, 0];

        (var events, _) = EventData.Decode(DatFormat.Instance, bytes, 3);

        Assert.Equal(new Event(7, 300, 1, 1), events[0]); // x = bits 0-8, y = bits 9-16, polarity = bit 17
    }

    [Theory]
    [InlineData("no header\n", "header line")]
    [InlineData("% Data file containing CD events\n% Version 3\n", "version 1 or 2")]
    [InlineData("% Width many\n", "extent")]
    public void Read_BadHeader_SaysWhatWasExpected(string header, string expected)
    {
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(DatFormat.Instance, Bytes(header, 0x0C, new EventBuffer()), 5));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OutsideHeaderSensor_NamesOffset()
    {
        EventBuffer events = new();
        events.Add(5, 640, 0, 1);
        byte[] bytes = Bytes(Header, 0x0C, events);

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(DatFormat.Instance, bytes, 64));

        Assert.Equal(bytes.Length - 8, error.ByteOffset);
        Assert.Contains("640x480", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SharedSample_MatchesGoldenDigest()
    {
        string path = SharedData.Require("data", "formats", "derived", "evt2_first100k.dat");
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("data", "formats", "golden.json")));
        EventBuffer events = new();

        (_, var sensor) = EventFormats.Default.ReadFile(path, events);

        Assert.Equal(new SensorSize(640, 480), sensor);
        Assert.Equal(golden.RootElement.GetProperty("derived/evt2_first100k.dat").GetProperty("sha256_t_x_y_p").GetString(), EventData.Digest(events));
    }

    private static byte[] Bytes(string header, byte type, EventBuffer events)
    {
        byte[] text = Encoding.ASCII.GetBytes(header);
        byte[] bytes = [.. text, type, 8, .. new byte[events.Count * 8]];
        for (int i = 0; i < events.Count; i++)
        {
            var record = bytes.AsSpan(text.Length + 2 + i * 8);
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)events.Times[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], events.X[i] | ((uint)events.Y[i] << 14) | ((uint)events.Polarities[i] << 28));
        }

        return bytes;
    }
}

using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats;

/// <summary>What is written is read back, by every format that is written.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Writable => FormatCases.Writable;

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_ThenRead_GivesTheSameEvents(string name)
    {
        Prop.ForAll(Gen.Choose(0, 5000).ToArbitrary(), Gen.Choose(1, 20000).ToArbitrary(), (count, maxGap) =>
        {
            var events = EventData.Random(count, FormatCases.Sensor, (ulong)(count * 31 + maxGap), maxGap: Math.Max(1, Math.Min(maxGap, 8_000_000 / (count + 1))));
            (byte[] bytes, var report) = FormatCases.Written(name, events);
            (var read, var decoded) = EventData.Decode(Detected(name, bytes), bytes, 1000);
            EventData.AssertSame(events, read);
            Assert.Equal(0, report.TimeShift);
            Assert.Equal(bytes.Length, report.Bytes);
            Assert.Equal(bytes.Length, decoded.Bytes);
            Assert.Equal(events.Count, report.Events);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_SensorNamed_IsReadBack(string name)
    {
        var format = EventFormats.Default.ByName(name);
        using MemoryStream stream = new(FormatCases.Bytes(name, FormatCases.Events()));

        var header = EventFormats.Default.Identify(stream, new ReadOptions { Path = "x" + Extension(format) });

        Assert.Same(format, header.Format);
        if (format.Limits.NamesSensor)
            Assert.Equal(FormatCases.Sensor, header.Sensor);
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_TimesOutOfRange_AreShiftedAndSaid(string name)
    {
        const long Epoch = 1_633_953_690_975_950;
        EventBuffer events = new(), expected = new();
        foreach (var e in Enumerable.Range(0, 30).Select(i => FormatCases.Events()[i]))
            events.Add(e with { TimeMicros = e.TimeMicros + Epoch });

        (byte[] bytes, var report) = FormatCases.Written(name, events);

        bool holds = EventFormats.Default.ByName(name).Limits.TimeRange is null or > Epoch;
        Assert.Equal(holds ? 0 : -events[0].TimeMicros, report.TimeShift);
        for (int i = 0; i < events.Count; i++)
            expected.Add(events[i] with { TimeMicros = events[i].TimeMicros + report.TimeShift });
        EventData.AssertSame(expected, EventData.Decode(EventFormats.Default.ByName(name), bytes, 100).Events);
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_Disorder_IsKeptOrRefused(string name)
    {
        var events = EventData.Random(200, FormatCases.Sensor, 4, ordered: false);
        var format = EventFormats.Default.ByName(name);
        if (format.Limits.TimeRange is not null)
        {
            // Small steps backwards around a time that every clock can show.
            EventBuffer moved = new();
            for (int i = 0; i < events.Count; i++)
                moved.Add(events[i] with { TimeMicros = events[i].TimeMicros + 1_000_000 });
            events = moved;
        }

        if (format.Limits.NeedsOrder)
            Assert.Contains("sort", Assert.Throws<EventWriteException>(() => FormatCases.Bytes(name, events)).Message, StringComparison.Ordinal);
        else
            EventData.AssertSame(events, EventData.Decode(format, FormatCases.Bytes(name, events), 100).Events);
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_EventOffTheSensor_NamesTheEvent(string name)
    {
        var events = FormatCases.Events(10);
        events.Add(events[9].TimeMicros, 100, 3, 1);

        var error = Assert.Throws<EventWriteException>(() => FormatCases.Bytes(name, events));

        Assert.Equal(10, error.EventIndex);
        Assert.Contains("100x80", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_NoEvents_IsAReadableFile(string name)
    {
        byte[] bytes = FormatCases.Bytes(name, new EventBuffer());

        Assert.Equal(0, EventData.Decode(EventFormats.Default.ByName(name), bytes, 10).Events.Count);
    }

    [Theory]
    [InlineData("evt2", 1L << 38)]
    [InlineData("evt3", 1L << 34)]
    [InlineData("es", 1L << 28)]
    public void Write_LongGaps_AreBridged(string name, long gap)
    {
        EventBuffer events = new();
        events.Add(gap / 3, 1, 2, 1);
        events.Add(gap, 3, 4, 0);
        events.Add(gap + 1, 5, 6, 0);

        EventData.AssertSame(events, EventData.Decode(EventFormats.Default.ByName(name), FormatCases.Bytes(name, events), 1000).Events);
    }

    [Fact]
    public void Write_Aedat4Compressed_IsReadBack()
    {
        var events = EventData.Random(30_000, FormatCases.Sensor, 8);

        byte[] bytes = FormatCases.Bytes("aedat4", events, new WriteOptions { Sensor = FormatCases.Sensor, Compression = PacketCompression.Lz4 });

        EventData.AssertSame(events, EventData.Decode(EventFormats.Default.ByName("aedat4"), bytes, 777).Events);
        Assert.True(bytes.Length < 12 * events.Count, $"{bytes.Length} bytes for {events.Count} events of 16 bytes");
    }

    private static string Extension(EventFormat format) => format.Extensions.Count > 0 ? format.Extensions[0] : "";

    private static EventFormat Detected(string name, byte[] bytes)
    {
        var format = EventFormats.Default.ByName(name);
        return EventFormats.Default.Detect("x" + Extension(format), bytes.AsSpan(0, Math.Min(bytes.Length, EventFormats.Default.SignatureLength)));
    }
}

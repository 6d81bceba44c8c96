using Saccade.Events.Formats;
using Saccade.Events.Formats.Es;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Es;

public sealed class EsReaderTests
{
    [Fact]
    public void Read_Dvs_AddsDifferencesOfTime()
    {
        byte[] bytes = [.. Header(1), 64, 1, 240, 0, (5 << 1) | 1, 3, 0, 4, 0, 0xff, 0xff, 0xfe, 2 << 1, 0, 1, 239, 0];

        (var events, _) = EventData.Decode(EsFormat.Instance, bytes, 1);

        Assert.Equal([new Event(5, 3, 4, 1), new Event(261, 256, 239, 0)], Enumerable.Range(0, events.Count).Select(i => events[i]));
    }

    [Fact]
    public void Read_Atis_PassesOverMeasurementsOfExposure()
    {
        byte[] bytes = [.. Header(2), 64, 1, 240, 0, (5 << 2) | 2, 3, 0, 4, 0, (1 << 2) | 1, 9, 0, 9, 0, 0xfc | 2, 2 << 2, 1, 0, 1, 0];

        (var events, var report) = EventData.Decode(EsFormat.Instance, bytes, 2);

        Assert.Equal([new Event(5, 3, 4, 1), new Event(134, 1, 1, 0)], Enumerable.Range(0, events.Count).Select(i => events[i]));
        Assert.Equal(1, report.Others);
    }

    [Theory]
    [InlineData(133_169_153, -133_169_153)] // a microsecond beyond a mebibyte of marks
    [InlineData(36_620_700_656, -36_620_700_656)] // a clock of ten hours
    [InlineData((1L << 40) - 1, 1 - (1L << 40))]
    [InlineData(133_169_152, 0)]
    public void Write_LateStart_IsMovedToZeroAndToldOrSmall(long start, long expectedShift)
    {
        EventBuffer events = new();
        events.Add(start, 1, 2, 1);
        events.Add(start + 499, 1, 2, 1);

        (byte[] bytes, var report) = FormatCases.Written("es", events);
        var read = EventData.Decode(EsFormat.Instance, bytes, 1 << 16).Events;

        Assert.Equal(expectedShift, report.TimeShift);
        Assert.Equal([start + expectedShift, start + expectedShift + 499], read.Times.ToArray());
        Assert.InRange(bytes.Length, 0, (1 << 20) + 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)] // many shorter pauses cost as much as a long one
    public void Write_PausesOfManyHours_AreRefusedBeforeTheyFillTheDisk(int pauses)
    {
        EventBuffer events = new();
        for (int i = 0; i <= pauses; i++)
            events.Add(i * 36_000_000_000 / pauses, 1, 2, 1);

        var error = Assert.Throws<EventWriteException>(() => FormatCases.Bytes("es", events));

        Assert.Contains("a byte for each 127 us", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("color.es", 473_225)]
    [InlineData("generic.es", 70)]
    public void Read_SamplesWithoutPolarity_AreWalkedToTheEnd(string name, long records)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("data", "formats", "es", name));

        (var events, var report) = EventData.Decode(EsFormat.Instance, bytes, 4096);

        Assert.Equal((0, records), (events.Count, report.Others));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 1 }, "version 2")]
    [InlineData(new byte[] { 2, 0, 0, 3 }, "type 0 (generic)")]
    public void Read_OtherVersionOrType_IsRefused(byte[] rest, string expected)
    {
        byte[] bytes = [.. "Event Stream"u8, .. rest];

        Assert.Contains(expected, Assert.Throws<EventFormatException>(() => EventData.Decode(EsFormat.Instance, bytes, 64)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EndInsideAnEvent_IsTruncated()
    {
        byte[] bytes = [.. Header(1), 64, 1, 240, 0, 2, 3, 0];

        Assert.Contains("truncated", Assert.Throws<EventFormatException>(() => EventData.Decode(EsFormat.Instance, bytes, 64)).Message, StringComparison.Ordinal);
    }

    private static byte[] Header(byte type) => [.. "Event Stream"u8, 2, 0, 0, type];
}

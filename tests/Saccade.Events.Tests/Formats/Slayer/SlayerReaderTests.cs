using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Slayer;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Slayer;

public sealed class SlayerReaderTests
{
    [Fact]
    public void Read_ExampleOfTheByteTable_IsDecoded()
    {
        var events = EventData.Decode(SlayerFormat.Instance, [0x03, 0x10, 0x52, 0x00, 0x00, 0x1C, 0x07], 7).Events;

        Assert.Equal(new Event(7175, 49, 82, 0), events[0]);
    }

    [Fact]
    public void Read_EveryBit_IsUsed()
    {
        var events = EventData.Decode(SlayerFormat.Instance, [0xFF, 0xEF, 0xFD, 0x01, 0xFF, 0xFF, 0xFE], 7).Events;

        Assert.Equal(new Event(0xFFFFFE, 0xFFE, 0xFFD, 1), events[0]);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public void Read_SharedClips_GiveTheEventsOfTheirTwins(string clip)
    {
        EventBuffer expected = new(), events = new();
        EventFormats.Default.ReadFile(SharedData.Require("data", "dvsgesture", $"{clip}.bs2"), expected);
        byte[] bytes = File.ReadAllBytes(SharedData.Require("data", "dvsgesture", $"{clip}.bs3"));

        EventFormats.Default.ReadFile(SharedData.Require("data", "dvsgesture", $"{clip}.bs3"), events);

        EventData.AssertSame(expected, events);
        foreach (int chunk in new[] { 1, 7, 64, 4096 })
            EventData.AssertSame(expected, EventData.Decode(SlayerFormat.Instance, bytes, chunk).Events);
    }

    [Fact]
    public void Read_PolarityTwo_NamesItsByte()
    {
        byte[] bytes = [0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 3];

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(SlayerFormat.Instance, bytes, 100));
        (var salvaged, var report) = EventData.Decode(SlayerFormat.Instance, bytes, 100, new ReadOptions { Damage = DamagePolicy.Salvage });

        Assert.Equal(10, error.ByteOffset);
        Assert.Contains("polarity", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 3], salvaged.Times.ToArray());
        Assert.Equal((1, 7), (report.Damages, report.LostBytes));
    }

    [Fact]
    public void Read_OutsideSensor_FailsOrCounts()
    {
        byte[] bytes = [0x08, 0x00, 0x00, 1, 0, 0, 1]; // x = 128
        ReadOptions options = new() { Sensor = new SensorSize(128, 128) };

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(SlayerFormat.Instance, bytes, 100, options));
        (var read, var report) = EventData.Decode(SlayerFormat.Instance, bytes, 100, options with { OutsideSensor = OutsideSensor.Drop });

        Assert.Contains("128x128", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (read.Count, report.OutsideSensor));
    }

    [Fact]
    public void Read_AnyBytes_GiveEventsOrANamedError()
    {
        Prop.ForAll<byte[], PositiveInt>((bytes, chunk) =>
        {
            (var events, var report) = EventData.Decode(SlayerFormat.Instance, bytes, chunk.Get, new ReadOptions { Damage = DamagePolicy.Salvage });
            Assert.Equal(bytes.Length, events.Count * 7 + report.LostBytes);
        }).QuickCheckThrowOnFailure();
    }
}

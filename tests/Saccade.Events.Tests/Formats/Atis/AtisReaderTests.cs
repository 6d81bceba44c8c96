using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Atis;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Atis;

public sealed class AtisReaderTests
{
    private static readonly SensorSize _sensor = new(34, 34);

    [Fact]
    public void Read_ExampleRecord_GivesItsEvent()
    {
        (var events, var report) = EventData.Decode(AtisFormat.Instance, [0x0C, 0x21, 0x84, 0x93, 0xE0], 5);

        Assert.Equal(new Event(300_000, 12, 33, 1), events[0]);
        Assert.Equal(new DecodeReport { Bytes = 5, Events = 1 }, report);
    }

    [Fact]
    public void Read_EmptyFile_HasNoEvents()
    {
        (var events, var report) = EventData.Decode(AtisFormat.Instance, [], 1);

        Assert.Equal(0, events.Count);
        Assert.Equal(DecodeReport.Empty, report);
    }

    [Fact]
    public void Read_TruncatedAtAnyByte_ReportsOffsetOfTheRecord()
    {
        byte[] bytes = EventData.AtisBytes(EventData.Random(40, _sensor, 1));
        for (int length = 0; length <= bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            if (length % 5 == 0)
            {
                Assert.Equal(length / 5, EventData.Decode(AtisFormat.Instance, cut, 7).Events.Count);
                continue;
            }

            var error = Assert.Throws<EventFormatException>(() => EventData.Decode(AtisFormat.Instance, cut, 7, new ReadOptions { Path = "a/b.bin" }));
            Assert.Equal("a/b.bin", error.Path);
            Assert.Equal(length / 5 * 5, error.ByteOffset);
            Assert.Contains("a record of 5 bytes", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_OverflowMarks_ShiftLaterTimesAndAreLeftOut()
    {
        EventBuffer events = new();
        events.Add(100, 1, 2, 1);
        events.Add(0, 0, 240, 0);
        events.Add(50, 3, 4, 0);
        events.Add(0, 7, 240, 1);
        events.Add(60, 5, 6, 1);

        foreach (int chunk in new[] { 1, 7, 64 })
        {
            (var read, var report) = EventData.Decode(AtisFormat.Instance, EventData.AtisBytes(events), chunk, new ReadOptions { Sensor = _sensor });

            Assert.Equal([100, 50 + 8192, 60 + 16384], read.Times.ToArray());
            Assert.Equal(2, report.TimerOverflows);
            Assert.Equal(3, report.Events);
            Assert.Equal(25, report.Bytes);
        }
    }

    [Fact]
    public void Read_EventOutsideSensor_NamesItsOffset()
    {
        var events = EventData.Random(2000, _sensor, 2);
        byte[] bytes = EventData.AtisBytes(events);
        bytes[1500 * 5] = 34;

        var reader = AtisFormat.Instance.CreateReader(new ReadOptions { Path = "x.bin", Sensor = _sensor });
        EventBuffer read = new();
        var error = Assert.Throws<EventFormatException>(() => reader.Read(bytes, read));

        Assert.Equal(1500 * 5, error.ByteOffset);
        Assert.Contains("34x34", error.Message, StringComparison.Ordinal);
        Assert.Equal(1500, read.Count);
        Assert.Throws<InvalidOperationException>(() => reader.Read(bytes, read));
    }

    [Theory]
    [InlineData(34, 0)]
    [InlineData(0, 34)]
    [InlineData(255, 255)]
    [InlineData(0, 241)]
    public void Read_EventOutsideSensor_MayBeDroppedAndIsCounted(int x, int y)
    {
        var events = EventData.Random(10, _sensor, 2);
        byte[] bytes = EventData.AtisBytes(events);
        (bytes[15], bytes[16]) = ((byte)x, (byte)y);

        (var read, var report) = EventData.Decode(
            AtisFormat.Instance, bytes, 64, new ReadOptions { Sensor = _sensor, OutsideSensor = OutsideSensor.Drop });

        Assert.Equal(9, read.Count);
        Assert.Equal(1, report.OutsideSensor);
    }

    [Fact]
    public void Read_AnyBytesInAnyChunks_GivesTheSame()
    {
        Prop.ForAll<byte[], PositiveInt>((bytes, chunk) =>
        {
            byte[] whole = bytes[..(bytes.Length / 5 * 5)];
            (var expected, var report) = EventData.Decode(AtisFormat.Instance, whole, Math.Max(1, whole.Length));
            (var actual, var chunkedReport) = EventData.Decode(AtisFormat.Instance, whole, chunk.Get);
            EventData.AssertSame(expected, actual);
            Assert.Equal(report, chunkedReport);
            Assert.Equal(whole.Length / 5, report.Events + report.TimerOverflows);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_LongRecordingInChunks_GivesTheSame()
    {
        var events = EventData.Random(20_000, _sensor, 5);
        byte[] bytes = EventData.AtisBytes(events);

        foreach (int chunk in new[] { 1, 7, 64, 4096, bytes.Length })
            EventData.AssertSame(events, EventData.Decode(AtisFormat.Instance, bytes, chunk, new ReadOptions { Sensor = _sensor }).Events);
    }

    [Fact]
    public void Read_AfterWarmUp_AllocatesNothing()
    {
        byte[] bytes = EventData.AtisBytes(EventData.Random(5000, _sensor, 6));
        EventBuffer events = new(20_000);
        var reader = AtisFormat.Instance.CreateReader(new ReadOptions { Sensor = _sensor });

        long Allocated()
        {
            events.Clear();
            long before = GC.GetAllocatedBytesForCurrentThread();
            reader.Read(bytes, events);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        for (int i = 0; i < 50; i++)
            Allocated();

        // The runtime itself allocates a little when it recompiles a method that has become hot; of several reads most meet none.
        long[] allocated = [.. Enumerable.Range(0, 20).Select(_ => Allocated())];

        Assert.Equal(0, allocated.Min());
        Assert.Equal(0, allocated.Order().ElementAt(allocated.Length / 2));
        Assert.InRange(allocated.Max(), 0, bytes.Length / 5);
    }

    [Fact]
    public void Report_BackwardSteps_AreThoseOfThisRecording()
    {
        EventBuffer events = new();
        events.Add(1_000_000, 0, 0, 0);
        EventBuffer own = new();
        own.Add(20, 1, 1, 0);
        own.Add(10, 1, 1, 0);
        own.Add(30, 1, 1, 0);
        var reader = AtisFormat.Instance.CreateReader(new ReadOptions());

        foreach (byte b in EventData.AtisBytes(own))
            reader.Read([b], events);

        Assert.Equal(1, reader.Report.Backwards);
        Assert.Equal(2, events.Disorder);
    }

    [Theory]
    [InlineData("atis_bin/tonic_sample_nmnist.bin")]
    [InlineData("../dvsgesture/1.bs2")]
    [InlineData("../dvsgesture/7.bs2")]
    public void Read_SharedSample_MatchesGoldenDigest(string name)
    {
        string path = SharedData.Require("data", "formats", name);
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("data", "formats", "golden.json")));
        var expected = golden.RootElement.GetProperty(name);
        EventBuffer events = new();

        EventFormats.Default.ReadFile(path, events);

        Assert.Equal(expected.GetProperty("events").GetInt32(), events.Count);
        Assert.Equal(expected.GetProperty("on_events").GetInt32(), events.Polarities.ToArray().Count(p => p == 1));
        Assert.Equal(expected.GetProperty("monotone").GetBoolean(), events.IsOrdered);
        Assert.Equal(expected.GetProperty("sha256_t_x_y_p").GetString(), EventData.Digest(events));
    }

    [Fact]
    public void Read_NCaltechSample_LiesOnItsCanvas()
    {
        string path = SharedData.Require("data", "formats", "atis_bin", "ncaltech101_faces_easy_0001.bin");
        EventBuffer events = new();

        EventFormats.Default.ReadFile(path, events, new SensorSize(240, 180));

        Assert.Equal(337_225 / 5, events.Count);
        Assert.True(events.IsOrdered);
    }
}

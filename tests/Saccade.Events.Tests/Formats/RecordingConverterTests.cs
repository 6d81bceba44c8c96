using Saccade.Events.Formats;
using Saccade.Events.Formats.Atis;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats;

public sealed class RecordingConverterTests
{
    private static readonly string[] _writable = [.. EventFormats.Default.Writable.Select(f => f.Name)];

    public static TheoryData<string, string> Pairs => [.. _writable.SelectMany(from => _writable.Select(to => (from, to)))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Convert_FromAnyFormatToAnyOther_LosesNoEvent(string from, string to)
    {
        var events = FormatCases.Events(500);

        (byte[] bytes, var report) = Convert(FormatCases.Bytes(from, events), from, to);

        EventData.AssertSame(events, Read(bytes, to));
        Assert.Equal((500, 500, 0L), (report.Read.Events, report.Written.Events, report.Written.TimeShift));
        Assert.Equal(FormatCases.Told(from) is null, report.SensorMeasured);
        Assert.Equal(FormatCases.Told(from) ?? Needed(events), report.Sensor);
        Assert.Equal(!EventFormats.Default.ByName(to).Limits.NamesSensor, report.Written.SensorDropped);
    }

    [Fact]
    public void Convert_KnownSensor_NeedsNoMemoryForTheRecording()
    {
        var events = EventData.Random(400_000, FormatCases.Sensor, 1, maxGap: 10);
        byte[] bytes = FormatCases.Bytes("dat", events);
        using MemoryStream output = new(bytes.Length + 1000);
        var dat = EventFormats.Default.ByName("dat");
        long before = GC.GetAllocatedBytesForCurrentThread();

        RecordingConverter.Convert(new MemoryStream(bytes), dat.CreateReader(new ReadOptions()), sensor => dat.CreateWriter(output, new WriteOptions { Sensor = sensor }));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes.Length / 2);
        EventData.AssertSame(events, Read(output.ToArray(), "dat"));
    }

    [Fact]
    public void Convert_NotMeasured_LeavesTheSensorUnknown()
    {
        SensorSize? asked = new SensorSize(1, 1);
        using MemoryStream output = new();

        var report = RecordingConverter.Convert(
            new MemoryStream(FormatCases.Bytes("atis-bin", FormatCases.Events())), AtisFormat.Instance.CreateReader(new ReadOptions()),
            sensor =>
            {
                asked = sensor;
                return AtisFormat.Instance.CreateWriter(output, new WriteOptions { Sensor = sensor });
            },
            measure: false);

        Assert.Null(asked);
        Assert.Equal((null, false), (report.Sensor, report.SensorMeasured));
    }

    [Fact]
    public void Convert_Disorder_IsSortedOnlyWhenAsked()
    {
        EventBuffer events = new();
        foreach (long time in new[] { 50, 20, 20, 90, 60 })
            events.Add(time, (ushort)events.Count, 0, 1);
        byte[] bytes = FormatCases.Bytes("dat", events);

        Assert.Throws<EventWriteException>(() => Convert(bytes, "dat", "evt3"));
        (byte[] kept, _) = Convert(bytes, "dat", "aedat4");
        (byte[] sorted, var report) = Convert(bytes, "dat", "evt3", sort: true);

        EventData.AssertSame(events, Read(kept, "aedat4"));
        events.SortByTime();
        EventData.AssertSame(events, Read(sorted, "evt3"));
        Assert.Equal([1, 2, 0, 4, 3], Read(sorted, "evt3").X.ToArray().Select(x => (int)x)); // stable
        Assert.Equal(2, report.Read.Backwards);
    }

    [Fact]
    public void Convert_NoEvents_IsAnEmptyRecording()
    {
        (byte[] bytes, var report) = Convert([], "atis-bin", "aedat4");

        Assert.Equal(0, Read(bytes, "aedat4").Count);
        Assert.Equal((null, false), (report.Sensor, report.SensorMeasured));
    }

    [Fact]
    public void Convert_Damage_EndsItOrIsCounted()
    {
        byte[] cut = FormatCases.Bytes("dat", FormatCases.Events(10))[..^3];

        Assert.Throws<EventFormatException>(() => Convert(cut, "dat", "aedat4"));
        (byte[] bytes, var report) = Convert(cut, "dat", "aedat4", damage: DamagePolicy.Salvage);

        Assert.Equal(9, Read(bytes, "aedat4").Count);
        Assert.Equal((1, 5L), (report.Read.Damages, report.Read.LostBytes));
    }

    [Fact]
    public void Convert_Cancelled_Stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => RecordingConverter.Convert(
            new MemoryStream(FormatCases.Bytes("dat", FormatCases.Events())), EventFormats.Default.ByName("dat").CreateReader(new ReadOptions()),
            _ => throw new InvalidOperationException("nothing is to be written"), cancellation: source.Token));
    }

    private static SensorSize Needed(EventBuffer events) => Saccade.Events.Inspection.EventSummary.Of(events).SmallestSensor!.Value;

    private static (byte[] Bytes, ConversionReport Report) Convert(byte[] bytes, string from, string to, bool sort = false, DamagePolicy damage = DamagePolicy.Fail)
    {
        using MemoryStream output = new();
        var report = RecordingConverter.Convert(
            new MemoryStream(bytes), EventFormats.Default.ByName(from).CreateReader(new ReadOptions { Path = from, Damage = damage }),
            sensor => EventFormats.Default.ByName(to).CreateWriter(output, new WriteOptions { Path = to, Sensor = sensor }), sort);
        return (output.ToArray(), report);
    }

    private static EventBuffer Read(byte[] bytes, string format) => EventData.Decode(EventFormats.Default.ByName(format), bytes, 4096).Events;
}

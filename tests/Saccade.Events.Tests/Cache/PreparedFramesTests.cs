using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Cache;

public sealed class PreparedFramesTests
{
    internal static readonly SensorSize Sensor = new(12, 10);

    [Fact]
    public void Prepare_AnyThreads_GivesTheFramesOfEachRecording()
    {
        var set = MemoryItem.Set(20);
        PreparedFrames[] all = [.. new[] { 1, 2, 5 }.Select(t => PreparedFrames.Prepare(set, new FramePreparation { Slicing = new Slicing.ByNumber(4) }, new PrepareOptions { Threads = t }))];

        for (int i = 0; i < set.Count; i++)
        {
            (var expected, _) = new FrameIntegrator(Sensor).Integrate(set.Get(i).Events, new Slicing.ByNumber(4));
            foreach (var prepared in all)
                Close.SameBits(expected.Values, prepared.Frames(i).Values);
        }

        Assert.All(all, p => Assert.Equal(all[0].Report, p.Report));
        Assert.Equal(set.Items.Sum(i => (long)((MemoryItem)i).Events.Count), all[0].Report.Integrated.Counted);
        Assert.Equal(20, all[0].Report.Recordings);
        Assert.Equal(set.Labels, all[0].Labels);
        Assert.Equal(set.Items.Select(i => i.Id), all[0].Ids);
    }

    [Fact]
    public void Prepare_CountAbove255_IsKept()
    {
        EventBuffer events = new();
        for (int i = 0; i < 1000; i++)
            events.Add(i, 3, 2, 1);
        var set = MemoryItem.Set(events, EventData.Random(50, Sensor, 1));

        var prepared = PreparedFrames.Prepare(set, new FramePreparation { Slicing = new Slicing.ByNumber(2) });

        Assert.Equal(500, prepared.Frames(0)[1, 2, 3, 1]);
        Assert.Equal(50, prepared.Frames(1).Values.ToArray().Sum());
    }

    [Fact]
    public void CopyTo_IntoABatch_WritesOnlyItsPlaces()
    {
        var set = MemoryItem.Set(3);
        var prepared = PreparedFrames.Prepare(set, new FramePreparation { Slicing = new Slicing.ByNumber(5) });
        int frame = prepared.FrameLength;
        float[] batch = new float[2 * 3 * frame]; // [T 2, N 3, H, W, C]
        Array.Fill(batch, -1);

        prepared.CopyTo(2, [4, 1], batch.AsSpan(frame), 3 * frame);

        Close.SameBits(prepared.Frames(2).Frame(4), batch.AsSpan(frame, frame));
        Close.SameBits(prepared.Frames(2).Frame(1), batch.AsSpan(4 * frame, frame));
        Assert.Equal(4 * frame, batch.Count(v => v == -1));
        Assert.Throws<ArgumentException>(() => prepared.CopyTo(0, [0, 1], batch.AsSpan(0, 4 * frame - 1), 3 * frame));
        Assert.Throws<ArgumentOutOfRangeException>(() => prepared.CopyTo(0, [5], batch.AsSpan(0, frame)));
        Assert.Throws<ArgumentOutOfRangeException>(() => prepared.CopyTo(3, [0], batch.AsSpan(0, frame)));
        Assert.Throws<ArgumentException>(() => prepared.CopyTo(0, [0], batch));
    }

    [Fact]
    public void CopyTo_WithAMap_AppliesItToEveryFrame()
    {
        var prepared = PreparedFrames.Prepare(MemoryItem.Set(1), new FramePreparation { Slicing = new Slicing.ByNumber(3) });
        PixelMap map = new(Sensor);
        map.FlipHorizontally();
        float[] copied = new float[3 * prepared.FrameLength], expected = new float[prepared.FrameLength];

        prepared.CopyTo(0, [0, 1, 2], copied, prepared.FrameLength, map);

        for (int t = 0; t < 3; t++)
        {
            map.Apply(prepared.Frames(0).Frame(t), expected);
            Close.SameBits(expected, copied.AsSpan(t * prepared.FrameLength, prepared.FrameLength));
        }

        Assert.Throws<ArgumentException>(() => prepared.CopyTo(0, [0], copied, prepared.FrameLength, new PixelMap(new SensorSize(3, 3))));
    }

    [Fact]
    public void Prepare_VaryingNumberOfFrames_PadsCutsAndCounts()
    {
        var set = MemoryItem.Set(EventData.Random(25, Sensor, 1), EventData.Random(95, Sensor, 2), new EventBuffer());

        var prepared = PreparedFrames.Prepare(set, new FramePreparation { Slicing = new Slicing.Count(10), Steps = 5 });

        Assert.Equal(5, prepared.Steps);
        Assert.Equal(2 + 5, prepared.Report.PaddedFrames);
        Assert.Equal(5, prepared.Report.CutFrames);
        Assert.Equal(45, prepared.Report.CutEvents);
        Assert.Equal(1, prepared.Report.EmptyRecordings);
        Assert.Equal(25 + 50, prepared.Report.Integrated.Counted);
    }

    /// <summary>
    /// Three frames of two events. Recording 1 has events at 1000, 1100 | 1200, 1700 | 2000, 5000 us, recording 2 at 0, 10 | 20, 30 | 40, 50, a third has none. Frames 1 and 2: 500 and
    /// 3800 us of the first, 10 and 30 of the second; mean over the two that have events.
    /// </summary>
    [Fact]
    public void SeenMilliseconds_AreFromTheFirstToTheLastEventShown()
    {
        EventBuffer first = new(), second = new();
        foreach (long time in (long[])[1000, 1100, 1200, 1700, 2000, 5000])
            first.Add(time, 1, 1, 0);
        for (int i = 0; i < 6; i++)
            second.Add(10 * i, 1, 1, 0);

        var report = PreparedFrames.Prepare(MemoryItem.Set(first, second, new EventBuffer()), new FramePreparation { Slicing = new Slicing.ByNumber(3) }).Report;

        Assert.Equal([0.255, 1.915], report.SeenMilliseconds([1, 2]));
        Assert.Equal([1.505, 1.915], report.SeenMilliseconds([2, 1])); // frame 2 alone, then both
        Assert.Empty(PreparationReport.Empty.SeenMilliseconds([0]));
    }

    [Fact]
    public void Prepare_DisorderedEventsByTime_AreSortedAndCounted()
    {
        var disordered = EventData.Random(200, Sensor, 1, ordered: false);
        var set = MemoryItem.Set(disordered);

        var prepared = PreparedFrames.Prepare(set, new FramePreparation { Slicing = new Slicing.ByTime(4) });

        Assert.Equal(1, prepared.Report.SortedRecordings);
        Assert.Equal(200, prepared.Report.Integrated.Counted);
        disordered.SortByTime();
        Close.SameBits(new FrameIntegrator(Sensor).Integrate(disordered, new Slicing.ByTime(4)).Frames.Values, prepared.Frames(0).Values);
    }

    [Fact]
    public void Prepare_UnsoundPreparation_NamesAllProblems()
    {
        var error = Assert.Throws<ArgumentException>(() => PreparedFrames.Prepare(
            MemoryItem.Set(1), new FramePreparation { Slicing = new Slicing.ByNumber(4), Steps = 0, Sensor = new SensorSize(0, 3) }));

        Assert.Contains("sensor:", error.Message, StringComparison.Ordinal);
        Assert.Contains("4 frames, so 0 cannot", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected at least 1", error.Message, StringComparison.Ordinal);
        Assert.Single(new FramePreparation { Slicing = new Slicing.Duration(4) }.Validate());
    }

    [Fact]
    public void Prepare_FailingRecordings_ReportsTheFirst()
    {
        RecordingItem[] items = [.. Enumerable.Range(0, 30).Select(i => new MemoryItem($"r{i:00}", i == 7 || i == 20 ? null : EventData.Random(10, Sensor, (ulong)i)))];
        RecordingSet set = new("train", ["a"], Sensor, items);
        for (int attempt = 0; attempt < 5; attempt++)
        {
            var error = Assert.Throws<EventFormatException>(() => PreparedFrames.Prepare(
                set, new FramePreparation { Slicing = new Slicing.ByNumber(2) }, new PrepareOptions { Threads = 4 }));
            Assert.Equal("r07", error.Path);
        }
    }

    [Fact]
    public void Prepare_Progress_CountsUpToAll()
    {
        List<PreparationProgress> seen = [];

        PreparedFrames.Prepare(MemoryItem.Set(9), new FramePreparation { Slicing = new Slicing.ByNumber(2) }, new PrepareOptions { Threads = 3, Progress = seen.Add });

        Assert.Equal(Enumerable.Range(1, 9).Select(i => new PreparationProgress(i, 9)), seen);
    }

    [Fact]
    public void Prepare_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => PreparedFrames.Prepare(
            MemoryItem.Set(50), new FramePreparation { Slicing = new Slicing.ByNumber(2) },
            new PrepareOptions { Threads = 1, Progress = p => { if (p.Done == 3) source.Cancel(); } }, source.Token));
    }

    [Fact]
    public void Prepare_UnknownSensor_SaysHowToGetIt()
    {
        RecordingSet set = new("train", ["a"], null, [new MemoryItem("x", new EventBuffer())]);

        var error = Assert.Throws<ArgumentException>(() => PreparedFrames.Prepare(set, new FramePreparation { Slicing = new Slicing.ByNumber(2) }));

        Assert.Contains("RecordingSet.Sensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_SharedNMnist_CountsEveryEvent()
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require("data", "nmnist", "nmnist-small.zip"));

        var prepared = PreparedFrames.Prepare(catalog.Part("test"), new FramePreparation { Slicing = new Slicing.ByNumber(10) });

        Assert.Equal(prepared.Report.Decoded.Events, prepared.Report.Integrated.Counted);
        Assert.Equal(0, prepared.Report.SortedRecordings);
        Assert.Equal(100, prepared.Count);
    }
}

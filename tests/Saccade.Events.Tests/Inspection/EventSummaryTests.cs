using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Inspection;

public sealed class EventSummaryTests
{
    [Fact]
    public void Of_AFewEvents_CountsThem()
    {
        EventBuffer events = new();
        events.Add(100, 5, 7, 1);
        events.Add(700, 2, 9, 0);
        events.Add(400, 5, 7, 1);
        events.Add(390, 5, 8, 1);

        var summary = EventSummary.Of(events);

        Assert.Equal((4, 3, 0.75), (summary.Events, summary.On, summary.OnShare));
        Assert.Equal((100L, 390L, 100L, 700L), (summary.TimeFirst, summary.TimeLast, summary.TimeEarliest, summary.TimeLatest));
        Assert.Equal((2, 300L, 600L), (summary.Backwards, summary.LongestBackwardStep, summary.DurationMicros));
        Assert.Equal((2, 7, 5, 9), summary.Extent);
        Assert.Equal(new SensorSize(6, 10), summary.SmallestSensor);
        Assert.Equal(3, summary.ActivePixels);
        Assert.Equal((1, 1, 1, 1), (summary.RateOverTime[0], summary.RateOverTime[29], summary.RateOverTime[30], summary.RateOverTime[59]));
        Assert.Equal(4, summary.RateOverTime.Sum());
    }

    [Fact]
    public void Of_NoEvents_KnowsNothing()
    {
        var summary = EventSummary.Of(new EventBuffer());

        Assert.Equal((0, 0, 0L), (summary.Events, summary.ActivePixels, summary.DurationMicros));
        Assert.True(double.IsNaN(summary.OnShare));
        Assert.Null(summary.TimeFirst ?? summary.TimeLast ?? summary.TimeEarliest ?? summary.TimeLatest);
        Assert.Null(summary.SmallestSensor);
        Assert.Empty(summary.RateOverTime);
        Assert.Empty(summary.HotPixels);
    }

    [Fact]
    public void Of_AnyEvents_CountsEachOnce()
    {
        Prop.ForAll<int, PositiveInt, bool>((seed, count, ordered) =>
        {
            var events = EventData.Random(count.Get, new SensorSize(9, 7), (uint)seed, ordered: ordered);
            var summary = EventSummary.Of(events);
            Assert.Equal(events.Count, summary.RateOverTime.Sum());
            Assert.Equal(EventSummary.RateBins, summary.RateOverTime.Count);
            Assert.Equal(Enumerable.Range(0, events.Count).Select(i => (events.X[i], events.Y[i])).Distinct().Count(), summary.ActivePixels);
            Assert.Equal(events.Disorder, summary.Backwards);
            Assert.Equal(summary.LongestBackwardStep > 0, !events.IsOrdered);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void HotPixels_FarAboveTheirNeighbours_AreListedLargestFirst()
    {
        var events = EventData.Random(400, new SensorSize(10, 10), 3);
        long last = events.Times[^1];
        foreach ((ushort x, ushort y, int times) in new[] { ((ushort)3, (ushort)4, 500), ((ushort)20, (ushort)2, 900) })
        {
            for (int i = 0; i < times; i++)
                events.Add(last * i / times, x, y, 1);
        }

        var hot = EventSummary.Of(events).HotPixels;

        Assert.Equal([new PixelPosition(20, 2), new PixelPosition(3, 4)], hot.Select(p => p.Position));
        Assert.Equal(900, hot[0].Events);
        Assert.InRange(hot[1].Events, 500, 530);
    }

    [Fact]
    public void HotPixels_OfMany_AreAtMostTen()
    {
        EventBuffer events = new();
        for (int i = 0; i < 20 * 600; i++)
            events.Add(i, (ushort)(i % 20 * 5), 40, 0);

        Assert.Equal(10, EventSummary.Of(events).HotPixels.Count);
    }

    [Fact]
    public void Of_TimesAtBothEndsOf64Bits_DoesNotOverflow()
    {
        EventBuffer events = new();
        foreach (long time in new[] { long.MinValue, long.MaxValue, 0, long.MinValue, 5 })
            events.Add(time, 1, 1, 1);

        var summary = EventSummary.Of(events);

        Assert.Equal((long.MaxValue, long.MaxValue), (summary.DurationMicros, summary.LongestBackwardStep));
        Assert.Equal(5, summary.RateOverTime.Sum());
    }

    [Fact]
    public void Of_CoordinatesOfDamagedFiles_DoNotFillTheMemory()
    {
        EventBuffer events = new();
        events.Add(0, 0, 0, 1);
        events.Add(1, 65535, 65535, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var summary = EventSummary.Of(events);

        Assert.Equal(new SensorSize(65536, 65536), summary.SmallestSensor);
        Assert.Equal((0, 0), (summary.ActivePixels, summary.HotPixels.Count));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Digest_OfTheSameEvents_IsTheDocumentedOne()
    {
        EventBuffer events = EventData.Random(300, new SensorSize(300, 200), 6), other = EventData.Random(300, new SensorSize(300, 200), 6);

        Assert.Equal(EventData.Digest(events), EventSummary.Digest(events));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", EventSummary.Digest(new EventBuffer())); // SHA-256 of nothing
        other.Add(events.Times[^1], 0, 0, 0);
        Assert.NotEqual(EventSummary.Digest(events), EventSummary.Digest(other));
    }
}

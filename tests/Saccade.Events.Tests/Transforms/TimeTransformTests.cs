using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.TestKit;
using Xunit;
using static Saccade.Events.Tests.Transforms.TransformCases;

namespace Saccade.Events.Tests.Transforms;

public sealed class TimeTransformTests
{
    [Fact]
    public void CropTime_KeepsTheBeginningAndNotTheEnd()
    {
        (var events, var report) = Apply(new EventTransform.CropTime(10, 20), Recorded((9, 0, 0, 0), (10, 1, 0, 0), (19, 2, 0, 0), (20, 3, 0, 0)));

        Assert.Equal([(10, 1, 0, 0), (19, 2, 0, 0)], List(events));
        Assert.Equal(2, report.DroppedFor(DropReason.OutsideTime));
    }

    [Fact]
    public void TimeReversal_MirrorsTimesAndOrder()
    {
        var events = Recorded((10, 0, 0, 1), (10, 1, 0, 0), (14, 2, 0, 0), (20, 3, 0, 1));

        (var reversed, var report) = Apply(new EventTransform.TimeReversal(1, Labels: LabelMap.DvsGestureTimeReversal), events, label: 5);

        Assert.Equal([(10, 3, 0, 0), (16, 2, 0, 1), (20, 1, 0, 1), (20, 0, 0, 0)], List(reversed));
        Assert.Equal(6, report.Label);
        Assert.Equal([1, 0, 0, 1], List(Apply(new EventTransform.TimeReversal(1, FlipPolarities: false), events).Events).Select(e => e.Polarity));
        Assert.Equal(5, Apply(new EventTransform.TimeReversal(0, Labels: LabelMap.DvsGestureTimeReversal), events, label: 5).Report.Label);
    }

    [Fact]
    public void LabelMap_OfReversedGestures_SwapsTheCircles()
    {
        Assert.Equal([0, 1, 2, 4, 3, 6, 5, 7, 8, 9, 10], Enumerable.Range(0, 11).Select(LabelMap.DvsGestureTimeReversal.Map));
    }

    [Fact]
    public void TimeJitter_HasItsDeviationAndSorts()
    {
        EventBuffer events = new();
        for (int i = 0; i < 20_001; i++)
            events.Add(100_000 + i, (ushort)(i % 23), (ushort)(i % 17), (byte)(i & 1));

        (var moved, var report) = Apply(new EventTransform.TimeJitter(1000), events);

        Assert.True(moved.IsOrdered);
        Assert.True(report.Sorted > 0);
        Assert.Equal(0, report.Clamped);
        // uniform over 20001 us: variance 20001^2 / 12, and 1000^2 on top
        Assert.InRange(GeometryTransformTests.Deviation(List(moved).Select(e => (double)e.Time)), 5830, 5890);
        Assert.InRange(moved.Times[0], 96_000, 99_500);
        EventData.AssertSame(events, Apply(new EventTransform.TimeJitter(0), events).Events);
    }

    [Fact]
    public void TimeJitter_BelowZero_IsClampedAndCounted()
    {
        var events = Recorded([.. Enumerable.Range(0, 1000).Select(_ => (0L, 1, 1, 1))]);

        (var moved, var report) = Apply(new EventTransform.TimeJitter(100), events);

        Assert.InRange(report.Clamped, 450, 550);
        Assert.InRange(List(moved).Count(e => e.Time == 0), report.Clamped, report.Clamped + 10);
        Assert.Equal(0, Apply(new EventTransform.TimeJitter(100), Recorded((-5, 1, 1, 1))).Report.Clamped);
    }

    [Fact]
    public void TimeSkew_RoundsToEvenAndKeepsOrder()
    {
        Assert.Equal([2L, 2, 4, 16], List(Apply(new EventTransform.TimeSkew(1.5, 1), Recorded((1, 0, 0, 0), (1, 0, 0, 0), (2, 0, 0, 0), (10, 0, 0, 0))).Events).Select(e => e.Time));
        Assert.Equal([-7L], List(Apply(new EventTransform.TimeSkew(1, -10), Recorded((3, 0, 0, 0))).Events).Select(e => e.Time));
        Assert.Throws<ArgumentException>(() => Apply(new EventTransform.TimeSkew(1e10), Recorded((1_000_000_000, 0, 0, 0))));
    }

    [Fact]
    public void TimeAlignment_StartsAtZero()
    {
        Assert.Equal([3L, 0, 9], List(Apply(new EventTransform.TimeAlignment(), Recorded((8, 0, 0, 0), (5, 0, 0, 0), (14, 0, 0, 0))).Events).Select(e => e.Time));
    }

    [Fact]
    public void TimeOrder_AnyTimes_IsTheStableOrder()
    {
        Prop.ForAll<long[]>(times => Check(times)).QuickCheckThrowOnFailure();
        Prop.ForAll<byte[]>(times => Check([.. times.Select(t => (long)t - 100)])).QuickCheckThrowOnFailure();
        Check([long.MaxValue, 0, long.MinValue, -1, long.MaxValue]);
        Check([.. Enumerable.Range(0, 5000).Select(i => i * 7919L % 5000 * 1_000_003)]);

        static void Check(long[] times) =>
            Assert.Equal(Enumerable.Range(0, times.Length).OrderBy(i => times[i]), TimeOrder.Of(times)); // LINQ sorts stably
    }
}

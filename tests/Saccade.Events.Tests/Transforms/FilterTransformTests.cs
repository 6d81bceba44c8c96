using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.TestKit;
using Xunit;
using static Saccade.Events.Tests.Transforms.TransformCases;

namespace Saccade.Events.Tests.Transforms;

/// <summary>Transforms that drop and add events.</summary>
public sealed class FilterTransformTests
{
    [Fact]
    public void DropEvent_DropsItsShare()
    {
        var events = EventData.Random(20_000, Sensor, 3);

        (var kept, var report) = Apply(new EventTransform.DropEvent(0.3), events);

        Assert.InRange(report.DroppedFor(DropReason.Drawn), 5_700, 6_300);
        Assert.True(kept.IsOrdered);
        Assert.Equal(0, Apply(new EventTransform.DropEvent(1), events).Events.Count);
        Assert.Equal(20_000, Apply(new EventTransform.DropEvent(0), events).Events.Count);
    }

    [Fact]
    public void DropEventByTime_LeavesOneGapOfItsLength()
    {
        EventBuffer events = new();
        for (int i = 0; i <= 1000; i++)
            events.Add(500 + i, 1, 1, 1);
        HashSet<long> starts = [];
        for (int recording = 0; recording < 50; recording++)
        {
            long[] times = [.. Apply(new EventTransform.DropEventByTime(0.25), events, recording: recording).Events.Times];
            long[] gone = [.. Enumerable.Range(500, 1001).Select(t => (long)t).Except(times)];
            Assert.InRange(gone.Length, 249, 251);
            Assert.Equal(gone.Length - 1, gone[^1] - gone[0]);
            starts.Add(gone[0]);
        }

        Assert.InRange(starts.Count, 40, 50);
        Assert.InRange(starts.Min(), 500, 600);
        Assert.InRange(starts.Max(), 1150, 1251);
    }

    [Fact]
    public void DropEventByArea_LeavesOneRectangleOfItsSides()
    {
        SensorSize sensor = new(20, 10);
        EventBuffer events = new();
        for (int i = 0; i < 200; i++)
            events.Add(i, (ushort)(i % 20), (ushort)(i / 20), 1);
        HashSet<(int, int)> corners = [];
        for (int recording = 0; recording < 300; recording++)
        {
            var gone = List(events).Except(List(Apply(new EventTransform.DropEventByArea(0.25), events, sensor, recording: recording).Events)).ToList();
            Assert.Equal(5 * 2, gone.Count); // 20 / 4 by floor(10 / 4)
            Assert.Equal((4, 1), (gone.Max(e => e.X) - gone.Min(e => e.X), gone.Max(e => e.Y) - gone.Min(e => e.Y)));
            corners.Add((gone.Min(e => e.X), gone.Min(e => e.Y)));
        }

        Assert.Equal((0, 15, 0, 8), (corners.Min(c => c.Item1), corners.Max(c => c.Item1), corners.Min(c => c.Item2), corners.Max(c => c.Item2)));
    }

    [Fact]
    public void DropPixel_SilencesItsPixels()
    {
        var events = Recorded((1, 0, 0, 1), (2, 1, 0, 1), (3, 0, 1, 1), (4, 1, 0, 0));

        Assert.Equal([(1, 0, 0, 1), (3, 0, 1, 1)], List(Apply(new EventTransform.DropPixel(new PixelPosition(1, 0)), events).Events));
        Assert.Throws<ArgumentException>(() => Apply(new EventTransform.DropPixel(new PixelPosition(23, 0)), events));
    }

    [Fact]
    public void RandomDropPixel_SilencesWholePixels()
    {
        var events = EventData.Random(40_000, Sensor, 3);
        var left = List(Apply(new EventTransform.RandomDropPixel(0.25), events).Events).CountBy(e => (e.X, e.Y)).ToDictionary();
        var all = List(events).CountBy(e => (e.X, e.Y)).ToDictionary();

        Assert.All(left, p => Assert.Equal(all[p.Key], p.Value));
        Assert.InRange(left.Count, 391 * 0.67, 391 * 0.83);
    }

    [Fact]
    public void Decimation_KeepsTheNthEventOfEachPixel()
    {
        var events = Recorded((1, 0, 0, 1), (2, 1, 0, 1), (3, 0, 0, 0), (4, 0, 0, 1), (5, 1, 0, 0), (6, 0, 0, 1));

        (var kept, var report) = Apply(new EventTransform.Decimation(2), events);

        Assert.Equal([(3, 0, 0, 0), (5, 1, 0, 0), (6, 0, 0, 1)], List(kept));
        Assert.Equal(3, report.DroppedFor(DropReason.Decimated));
    }

    [Fact]
    public void RefractoryPeriod_CountsFromTheLastKeptEvent()
    {
        var events = Recorded((0, 1, 1, 1), (6, 1, 1, 0), (9, 2, 1, 1), (10, 1, 1, 0), (12, 1, 1, 1), (20, 1, 1, 1));

        (var kept, var report) = Apply(new EventTransform.RefractoryPeriod(10), events);

        Assert.Equal([0L, 9, 10, 20], List(kept).Select(e => e.Time));
        Assert.Equal(2, report.DroppedFor(DropReason.Refractory));
    }

    [Fact]
    public void BackgroundActivityFilter_NeedsANeighbourShortlyBefore()
    {
        var events = Recorded(
            (0, 5, 5, 1),     // first: nothing before
            (4, 6, 6, 0),     // diagonal neighbour 4 before
            (5, 6, 6, 1),     // (5, 5) still counts, its own pixel would not
            (8, 8, 6, 1),     // two columns away
            (13, 7, 5, 1),    // (6, 6) is 8 before, (8, 6) 5 before
            (23, 7, 6, 1),    // (7, 5) is exactly 10 before
            (30, 0, 0, 1),    // corner
            (31, 22, 0, 1),   // the other end of the row is no neighbour
            (32, 1, 0, 1));   // (0, 0) 2 before

        (var kept, var report) = Apply(new EventTransform.BackgroundActivityFilter(10), events);

        Assert.Equal([4L, 5, 13, 32], List(kept).Select(e => e.Time));
        Assert.Equal(5, report.DroppedFor(DropReason.Isolated));
    }

    [Fact]
    public void Filters_AnyRecording_EqualTheNaiveDefinition()
    {
        Prop.ForAll<int, bool>((seed, ordered) =>
        {
            var events = EventData.Random(400, new SensorSize(6, 5), (uint)seed, maxGap: 40, ordered: ordered);
            var sorted = List(events).OrderBy(e => e.Time).ToArray();
            var supported = sorted.Where((e, i) => sorted.Take(i).Any(o => e.Time - o.Time < 60 && (o.X, o.Y) != (e.X, e.Y) && Math.Abs(o.X - e.X) <= 1 && Math.Abs(o.Y - e.Y) <= 1));
            List<(long Time, int X, int Y, int Polarity)> rested = [];
            foreach (var e in sorted)
            {
                if (!rested.Any(o => (o.X, o.Y) == (e.X, e.Y) && e.Time - o.Time < 900))
                    rested.Add(e);
            }

            (var denoised, var report) = Apply(new EventTransform.BackgroundActivityFilter(60), events, new SensorSize(6, 5));
            Assert.Equal(supported, List(denoised));
            Assert.Equal(events.Disorder, report.Sorted);
            Assert.Equal(rested, List(Apply(new EventTransform.RefractoryPeriod(900), events, new SensorSize(6, 5)).Events));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void HotPixelFilter_FindsThePixelsAboveEachLimit()
    {
        // over 1 s: 100 events at (3, 2), 10 at (0, 0), 2 at each of eight others; mean 126 / 10 = 12.6
        EventBuffer events = new();
        for (int i = 0; i < 100; i++)
            events.Add(i * 1000, 3, 2, 1);
        for (int i = 0; i < 10; i++)
            events.Add(i * 1000, 0, 0, 1);
        for (int i = 0; i < 16; i++)
            events.Add(i == 15 ? 1_000_000 : i, (ushort)(4 + i % 8), 4, 0);
        HotPixel hot = new(new PixelPosition(3, 2), 100), warm = new(new PixelPosition(0, 0), 10);

        Check(new HotPixelRule.AboveRate(99.9), hot);
        Check(new HotPixelRule.AboveRate(100));
        Check(new HotPixelRule.AboveRate(9), warm, hot);
        Check(new HotPixelRule.AboveMean(7.9), hot);
        Check(new HotPixelRule.AboveMean(8));
        Check(new HotPixelRule.AboveQuantile(0.5), warm, hot);
        Check(new HotPixelRule.AboveQuantile(0.5, 5), hot);
        Check(new HotPixelRule.AboveQuantile(0.9), hot);
        Check(new HotPixelRule.AboveQuantile(1));
        Assert.Empty(Apply(new EventTransform.HotPixelFilter(new HotPixelRule.AboveRate(1)), Recorded((5, 1, 1, 1))).Report.HotPixels);

        void Check(HotPixelRule rule, params HotPixel[] expected)
        {
            (var kept, var report) = Apply(new EventTransform.HotPixelFilter(rule), events);
            Assert.Equal(expected, report.HotPixels);
            Assert.Equal(events.Count - expected.Sum(h => h.Events), kept.Count);
        }
    }

    [Fact]
    public void UniformNoise_AddsInOrderOfTime()
    {
        var events = EventData.Random(2000, Sensor, 4);

        (var noisy, var report) = Apply(new EventTransform.UniformNoise(5000), events);

        Assert.True(noisy.IsOrdered);
        Assert.Equal((5000, 7000), (report.Added, report.Out));
        Assert.Equal((events.Times[0], events.Times[^1]), (noisy.Times[0], noisy.Times[^1]));
        var noise = List(noisy).ToList();
        foreach (var e in List(events))
            Assert.True(noise.Remove(e));
        Assert.InRange(noise.Average(e => e.X), 10.7, 11.3);
        Assert.InRange(noise.Average(e => e.Y), 7.7, 8.3);
        Assert.InRange(noise.Average(e => e.Polarity), 0.47, 0.53);
        Assert.InRange(noise.Average(e => e.Time), 0.48 * events.Times[^1], 0.52 * events.Times[^1]);
    }

    [Fact]
    public void UniformNoiseRate_HasItsRate()
    {
        var events = Recorded((1_000_000, 0, 0, 0), (3_000_000, 1, 1, 1));

        var report = Apply(new EventTransform.UniformNoiseRate(10), events).Report;

        Assert.InRange(report.Added, 7_820 - 270, 7_820 + 270); // 391 pixels, 2 s, 10 Hz; three standard deviations
        Assert.Throws<ArgumentException>(() => Apply(new EventTransform.UniformNoiseRate(1e9), events));
    }

    [Fact]
    public void UniformNoise_AtTheTimeOfAnEvent_ComesAfterIt()
    {
        var events = Recorded((7, 1, 1, 1), (7, 2, 2, 1), (7, 3, 3, 0));

        var noisy = Apply(new EventTransform.UniformNoise(40), events).Events;

        Assert.Equal(List(events), List(noisy)[..3]);
        Assert.All(noisy.Times.ToArray(), t => Assert.Equal(7, t));
    }

    [Fact]
    public void Noise_OnDisorder_SortsAndSaysSo()
    {
        (var noisy, var report) = Apply(new EventTransform.UniformNoise(3), Recorded((10, 0, 0, 0), (5, 1, 1, 1)));

        Assert.True(noisy.IsOrdered);
        Assert.Equal((1, 5), (report.Sorted, report.Out));
    }
}

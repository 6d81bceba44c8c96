using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Frames;

public sealed class SlicingTests
{
    [Fact]
    public void ByNumber_RemainderGoesToTheLast()
    {
        var events = EventData.Random(23, new SensorSize(8, 8), 1);

        Assert.Equal([new(0, 5), new(5, 10), new(10, 15), new(15, 23)], new Slicing.ByNumber(4).Ranges(events));
    }

    [Fact]
    public void ByNumber_FewerEventsThanFrames_FillsTheLastOnly()
    {
        var events = EventData.Random(3, new SensorSize(8, 8), 1);

        var ranges = new Slicing.ByNumber(5).Ranges(events);

        Assert.All(ranges[..4], r => Assert.True(r.IsEmpty));
        Assert.Equal(new EventRange(0, 3), ranges[4]);
    }

    [Fact]
    public void ByTime_EmptySlice_GivesAnEmptyRange()
    {
        // dt = floor((100 - 0) / 4) = 25: [0,25) [25,50) [50,75) [75,end]
        Assert.Equal([new(0, 2), new(2, 2), new(2, 3), new(3, 5)], new Slicing.ByTime(4).Ranges(At(0, 24, 50, 75, 100)));
    }

    [Fact]
    public void ByTime_ShorterThanItsFrames_FillsTheLastOnly() =>
        Assert.Equal([new(0, 0), new(0, 0), new(0, 0), new(0, 3)], new Slicing.ByTime(4).Ranges(At(7, 8, 9)));

    [Fact]
    public void Duration_EventOnTheEnd_StaysInTheLastFrame()
    {
        // span 100, duration 50: two frames; the event at the very end belongs to the second
        Assert.Equal([new(0, 2), new(2, 4)], new Slicing.Duration(50).Ranges(At(10, 59, 60, 110)));
        Assert.Equal([new(0, 2), new(2, 3), new(3, 4)], new Slicing.Duration(49).Ranges(At(10, 58, 60, 110)));
        Assert.Equal([new(0, 1)], new Slicing.Duration(50).Ranges(At(10)));
        Assert.Equal([new(0, 2), new(2, 4)], new Slicing.Duration(49) { Most = 2 }.Ranges(At(10, 58, 60, 110)));
        Assert.Equal([new(0, 1), new(1, 2)], new Slicing.Duration(1) { Most = 2 }.Ranges(At(0, long.MaxValue)));
    }

    [Fact]
    public void Count_RemainderMakesASmallerFrame() =>
        Assert.Equal([new(0, 2), new(2, 4), new(4, 5)], new Slicing.Count(2).Ranges(At(1, 2, 3, 4, 5)));

    [Fact]
    public void Ranges_NoEvents_AreEmptyOrNone()
    {
        EventBuffer none = new();
        Assert.Equal([default, default], new Slicing.ByNumber(2).Ranges(none));
        Assert.Equal([default, default], new Slicing.ByTime(2).Ranges(none));
        Assert.Empty(new Slicing.Duration(10).Ranges(none));
        Assert.Empty(new Slicing.Count(10).Ranges(none));
    }

    [Fact]
    public void Ranges_AnySlicing_CoverEveryEventOnceInOrder()
    {
        Prop.ForAll<int, PositiveInt, PositiveInt>((seed, count, parameter) =>
        {
            var events = EventData.Random(count.Get, new SensorSize(8, 8), (uint)seed, maxGap: 40);
            Slicing[] slicings = [new Slicing.ByNumber(parameter.Get), new Slicing.ByTime(parameter.Get), new Slicing.Duration(parameter.Get), new Slicing.Count(parameter.Get)];
            foreach (var slicing in slicings)
            {
                var ranges = slicing.Ranges(events);
                int at = 0;
                foreach (var range in ranges)
                {
                    Assert.Equal(at, range.Start);
                    Assert.True(range.End >= range.Start);
                    at = range.End;
                }

                Assert.Equal(events.Count, at);
                Assert.Equal(slicing.FixedSteps ?? ranges.Length, ranges.Length);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Duration_EveryEvent_LiesInItsFrame()
    {
        var events = EventData.Random(500, new SensorSize(8, 8), 9);
        var ranges = new Slicing.Duration(1000).Ranges(events);

        Assert.Equal((int)Math.Ceiling((events.Times[^1] - events.Times[0]) / 1000.0), ranges.Length);
        for (int frame = 0; frame < ranges.Length; frame++)
        {
            foreach (long time in events.Slice(ranges[frame]).Times)
                Assert.Equal(frame, Math.Min(ranges.Length - 1, (time - events.Times[0]) / 1000));
        }
    }

    [Fact]
    public void Ranges_ByTimeOfDisorderedEvents_SaysWhatToDo()
    {
        var events = At(5, 3, 8);

        var error = Assert.Throws<ArgumentException>(() => new Slicing.ByTime(2).Ranges(events));

        Assert.Contains("SortByTime", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, new Slicing.ByNumber(2).Ranges(events).Length);
    }

    [Fact]
    public void New_ParameterBelowOne_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slicing.ByNumber(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slicing.ByTime(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slicing.Duration(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slicing.Count(5) with { Events = 0 });
    }

    private static EventBuffer At(params long[] times)
    {
        EventBuffer events = new();
        foreach (long time in times)
            events.Add(time, 0, 0, 0);
        return events;
    }
}

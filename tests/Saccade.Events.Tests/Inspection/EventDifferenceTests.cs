using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Inspection;

public sealed class EventDifferenceTests
{
    private static readonly Event _a = new(1, 2, 3, 0), _b = new(5, 2, 3, 1), _c = new(9, 4, 4, 1), _d = new(9, 5, 4, 1);

    [Fact]
    public void Of_EqualRecordings_IsTheSame()
    {
        var difference = EventDifference.Of(Events(_a, _b), Events(_a, _b));

        Assert.Equal(new EventDifference(2, 2, null, null, null, 0, 0, 0), difference);
        Assert.True(difference is { Same: true, SameSet: true });
        Assert.True(EventDifference.Of(new EventBuffer(), new EventBuffer(), alignTimes: true).Same);
    }

    [Fact]
    public void Of_OneEventChanged_NamesIt()
    {
        var difference = EventDifference.Of(Events(_a, _b, _c), Events(_a, _b with { Polarity = 0 }, _c));

        Assert.Equal(new EventDifference(3, 3, 1, _b, _b with { Polarity = 0 }, 1, 1, 0), difference);
        Assert.True(difference is { Same: false, SameSet: false });
    }

    [Fact]
    public void Of_OneBeginsWithTheOther_SaysWhereItEnds()
    {
        Assert.Equal(new EventDifference(1, 3, 1, null, _b, 0, 2, 0), EventDifference.Of(Events(_a), Events(_a, _b, _c)));
        Assert.Equal(new EventDifference(1, 0, 0, _a, null, 1, 0, 0), EventDifference.Of(Events(_a), new EventBuffer()));
    }

    [Fact]
    public void Of_AnotherOrder_IsTheSameSet()
    {
        var difference = EventDifference.Of(Events(_a, _b, _c, _d), Events(_a, _b, _d, _c));

        Assert.True(difference is { Same: false, SameSet: true, FirstIndex: 2 });
    }

    [Fact]
    public void Of_RepeatedEvents_CountsHowOften()
    {
        var difference = EventDifference.Of(Events(_a, _a, _a, _b), Events(_b, _a, _c));

        Assert.Equal((2, 1), (difference.OnlyInA, difference.OnlyInB));
    }

    [Fact]
    public void Of_AlignedTimes_ComparesFromTheFirstEvent()
    {
        var late = Events(_a with { TimeMicros = 1_000_001 }, _b with { TimeMicros = 1_000_005 });

        var difference = EventDifference.Of(Events(_a, _b), late, alignTimes: true);

        Assert.True(difference.Same);
        Assert.Equal(-1_000_000, difference.TimeShift);
        Assert.False(EventDifference.Of(Events(_a, _b), late).SameSet);
    }

    [Fact]
    public void Of_AnyTwo_AgreesWithCountingEachEvent()
    {
        Prop.ForAll<int, NonNegativeInt, NonNegativeInt>((seed, first, second) =>
        {
            EventBuffer a = EventData.Random(first.Get % 30, new SensorSize(2, 2), (uint)seed, maxGap: 1), b = EventData.Random(second.Get % 30, new SensorSize(2, 2), (uint)seed + 1, maxGap: 1);
            ILookup<Event, Event> inA = All(a).ToLookup(e => e), inB = All(b).ToLookup(e => e);

            var difference = EventDifference.Of(a, b);

            Assert.Equal(inA.Sum(g => Math.Max(0, g.Count() - inB[g.Key].Count())), difference.OnlyInA);
            Assert.Equal(inB.Sum(g => Math.Max(0, g.Count() - inA[g.Key].Count())), difference.OnlyInB);
            Assert.Equal(All(a).SequenceEqual(All(b)), difference.Same);
            Assert.Equal(difference.OnlyInA - difference.OnlyInB, a.Count - b.Count);
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<Event> All(EventBuffer events) => Enumerable.Range(0, events.Count).Select(i => events[i]);

    private static EventBuffer Events(params Event[] all)
    {
        EventBuffer events = new();
        foreach (var e in all)
            events.Add(e);
        return events;
    }
}

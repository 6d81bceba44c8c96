using Saccade.Events.Datasets;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Inspection;

public sealed class RecordingComparisonTests
{
    private static readonly SensorSize _sensor = new(4, 2);

    [Fact]
    public void Of_KnownEvents_CountsThem()
    {
        var set = Set([new(10, 0, 0, 1), new(20, 0, 0, 1), new(60, 0, 0, 0), new(100, 3, 1, 0)], [new(5, 1, 1, 1), new(105, 1, 1, 1)]);

        var statistics = RecordingStatistics.Of(set, _sensor, [60, 100]);

        Assert.Equal(2, statistics.Recordings);
        Assert.Equal(3, statistics.MeanEvents);
        Assert.Equal(1, statistics.DeviationOfEvents);
        Assert.Equal(4 / 6.0, statistics.OnShare, 12);
        Assert.Equal([1.5, 0.5, 1], statistics.EventsByPeriod);
        Assert.Equal([10, 10, 10, 40, 40, 100], statistics.SensorIntervals); // of 10, 40, 40, 100
        Assert.Equal([10, 10, 10, 40, 100, 100], statistics.PixelIntervals); // of 10, 40, 100
        Assert.Equal(1.5, statistics.ActivePixels);
        Assert.Equal(2 / 3.0, statistics.SamePolarityShare, 12);
        Assert.Equal(2, statistics.EventsPerActivePixel);
    }

    [Fact]
    public void Of_NoEventsOrOutsideTheSensor_Throws()
    {
        Assert.Throws<ArgumentException>(() => RecordingStatistics.Of(Set(Array.Empty<Event>()), _sensor, []));
        Assert.Throws<ArgumentException>(() => RecordingStatistics.Of(Set(new Event[] { new(0, 4, 0, 1) }), _sensor, []));
    }

    [Fact]
    public void OfPairs_SameAndOtherRecordings_HaveCorrelationsOfOneAndLess()
    {
        EventBuffer[] recordings = [.. Enumerable.Range(0, 4).Select(i => EventData.Random(100 + 20 * i, _sensor, (ulong)i + 1))];
        RecordingSet set = MemorySet(recordings), reversed = MemorySet([.. recordings.Reverse()]);

        var same = RecordingComparison.OfPairs(set, set, _sensor, [5_000]);
        var other = RecordingComparison.OfPairs(set, reversed, _sensor, [5_000]);

        Assert.Equal(1, same.MapCorrelation!.Value, 9);
        Assert.Equal(1, same.DetailCorrelation!.Value, 9);
        Assert.Equal(1, same.CountCorrelation!.Value, 9);
        Assert.InRange(other.MapCorrelation!.Value, -0.9, 0.9);
        Assert.Equal(-1, other.CountCorrelation!.Value, 9);
        Assert.Null(RecordingComparison.Of(set, reversed, _sensor, []).MapCorrelation);
        Assert.Throws<ArgumentException>(() => RecordingComparison.OfPairs(set, MemorySet(recordings[..2]), _sensor, []));
    }

    [Fact]
    public void ToMarkdown_Pairs_HasARowForEachMeasure()
    {
        var set = MemorySet([EventData.Random(100, _sensor, 1)]);

        string[] lines = RecordingComparison.OfPairs(set, set, _sensor, [5_000]).ToMarkdown("real", "simulated").TrimEnd().Split('\n');

        Assert.Equal("| measure | real | simulated |", lines[0]);
        Assert.Equal(2 + 14, lines.Length);
        Assert.All(lines, l => Assert.Equal(4, l.Count(c => c == '|')));
    }

    private static RecordingSet Set(params Event[][] recordings) => MemorySet([.. recordings.Select(events =>
    {
        EventBuffer buffer = new();
        foreach (var e in events)
            buffer.Add(e);
        return buffer;
    })]);

    private static RecordingSet MemorySet(EventBuffer[] recordings) =>
        new("test", ["only"], _sensor, recordings.Select((r, i) => new MemoryItem($"r{i}", r)));
}

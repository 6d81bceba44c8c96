using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Model;

public sealed class EventBufferTests
{
    [Fact]
    public void Add_ManyEvents_KeepsColumnsInOrder()
    {
        EventBuffer events = new();
        for (int i = 0; i < 5000; i++)
            events.Add(i, (ushort)(i % 7), (ushort)(i % 5), (byte)(i & 1));

        Assert.Equal(5000, events.Count);
        Assert.Equal(new Event(4321, 4321 % 7, 4321 % 5, 1), events[4321]);
        Assert.True(events.IsOrdered);
    }

    [Fact]
    public void Add_ToWarmBuffer_AllocatesNothing()
    {
        EventBuffer events = new(10_000);
        var other = EventData.Random(5000, new SensorSize(8, 8), 1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 5000; i++)
            events.Add(i, 1, 2, 0);
        events.Add(other.All);
        events.Clear();
        events.Add(other.All);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Add_PolarityAboveOne_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBuffer().Add(0, 0, 0, 2));

    [Fact]
    public void Disorder_CountsBackwardSteps_AlsoAcrossRuns()
    {
        EventBuffer run = new();
        run.Add(5, 0, 0, 0);
        run.Add(4, 0, 0, 0);
        run.Add(4, 0, 0, 0);
        EventBuffer events = new();
        events.Add(10, 0, 0, 0);

        events.Add(run.All);

        Assert.Equal(1, run.Disorder);
        Assert.Equal(2, events.Disorder);
        events.Clear();
        Assert.True(events.IsOrdered);
    }

    [Fact]
    public void SortByTime_Disordered_IsStable()
    {
        var events = EventData.Random(3000, new SensorSize(64, 64), 3, maxGap: 5, ordered: false);
        Event[] expected = [.. Enumerable.Range(0, events.Count).Select(i => events[i]).OrderBy(e => e.TimeMicros)]; // LINQ sorts stably

        events.SortByTime();

        Assert.True(events.IsOrdered);
        Assert.Equal(expected, Enumerable.Range(0, events.Count).Select(i => events[i]));
    }

    [Fact]
    public void Slice_OutsideBuffer_NamesRangeAndCount()
    {
        var events = EventData.Random(10, new SensorSize(8, 8), 1);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => events.Slice(new EventRange(4, 11)).Count);

        Assert.Contains("[4, 11)", error.Message, StringComparison.Ordinal);
        Assert.Contains("10 events", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 65537)]
    public void SensorSize_ImpossibleExtent_IsRefused(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SensorSize(width, height).Checked("sensor"));
}

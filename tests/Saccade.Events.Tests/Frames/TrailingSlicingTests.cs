using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Frames;

/// <summary>Frames that overlap.</summary>
public sealed class TrailingSlicingTests
{
    [Fact]
    public void Ranges_OfThreeSlices_BeginTwoSlicesEarlier()
    {
        var events = EventData.Random(10, new SensorSize(4, 4), 1);

        Assert.Equal([new(0, 2), new(0, 4), new(0, 6), new(2, 8), new(4, 10)], new Slicing.Trailing(new Slicing.ByNumber(5), 3).Ranges(events));
        Assert.Equal([new(0, 4), new(0, 8), new(4, 10)], new Slicing.Trailing(new Slicing.Count(4), 2).Ranges(events));
    }

    [Fact]
    public void Ranges_OfAnySlicing_AreTheLastSlicesTogether()
    {
        Prop.ForAll<int, PositiveInt, PositiveInt>((seed, count, parameter) =>
        {
            var events = EventData.Random(count.Get, new SensorSize(8, 8), (uint)seed, maxGap: 40);
            int window = 1 + parameter.Get % 7;
            Slicing[] slicings = [new Slicing.ByNumber(parameter.Get), new Slicing.ByTime(parameter.Get), new Slicing.Duration(parameter.Get), new Slicing.Count(parameter.Get)];
            foreach (var slicing in slicings)
            {
                EventRange[] slices = slicing.Ranges(events), frames = new Slicing.Trailing(slicing, window).Ranges(events);
                Assert.Equal(slices.Length, frames.Length);
                for (int i = 0; i < frames.Length; i++)
                    Assert.Equal(new EventRange(slices[Math.Max(0, i - window + 1)].Start, slices[i].End), frames[i]);
                if (window == 1)
                    Assert.Equal(slices, frames);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Integrate_Trailing_IsTheSumOfTheSlices()
    {
        SensorSize sensor = new(6, 5);
        var events = EventData.Random(300, sensor, 2);
        FrameIntegrator integrator = new(sensor);
        var slices = integrator.Integrate(events, new Slicing.ByNumber(4)).Frames;

        (var frames, var count) = integrator.Integrate(events, new Slicing.Trailing(new Slicing.ByNumber(4), 2));

        for (int t = 0; t < 4; t++)
        {
            for (int i = 0; i < frames.FrameLength; i++)
                Assert.Equal(slices.Frame(t)[i] + (t > 0 ? slices.Frame(t - 1)[i] : 0), frames.Frame(t)[i]);
        }

        Assert.Equal(300 + 225, count.Counted); // all but the last slice are shown twice
    }

    [Fact]
    public void Properties_AreThoseOfTheSlices()
    {
        Slicing byTime = new Slicing.Trailing(new Slicing.ByTime(5), 3), byCount = new Slicing.Trailing(new Slicing.Count(7), 2);

        Assert.Equal((5, true, "time-5-trailing-3"), (byTime.FixedSteps, byTime.NeedsOrder, byTime.Key));
        Assert.Equal((null, false, "count-7-trailing-2"), (byCount.FixedSteps, byCount.NeedsOrder, byCount.Key));
        Assert.Throws<ArgumentException>(() => byTime.Ranges(EventData.Random(50, new SensorSize(4, 4), 1, ordered: false)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slicing.Trailing(new Slicing.ByNumber(5), 0));
        Assert.Empty(byCount.Ranges(new EventBuffer()));
    }
}

using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Frames;

public sealed class FrameIntegratorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(16)]
    public void Integrate_GoldenEvents_IsBitEqualToSpikingJelly(int steps)
    {
        var golden = GoldenFile.Open("frames");
        var events = GoldenEvents(golden);
        FrameIntegrator integrator = new(new SensorSize(34, 34));

        Close.SameBits(golden.ChannelsLast($"by_number_{steps}"), integrator.Integrate(events, new Slicing.ByNumber(steps)).Frames.Values, "number");
        Close.SameBits(golden.ChannelsLast($"by_time_{steps}"), integrator.Integrate(events, new Slicing.ByTime(steps)).Frames.Values, "time");
    }

    [Fact]
    public void Integrate_RepeatedEvents_AddUp()
    {
        EventBuffer events = new();
        for (int i = 0; i < 300; i++)
            events.Add(i, 2, 1, 1);
        events.Add(400, 2, 1, 0);

        (var frames, var count) = new FrameIntegrator(new SensorSize(4, 3)).Integrate(events, new Slicing.ByNumber(1));

        Assert.Equal(300, frames[0, 1, 2, 1]);
        Assert.Equal(1, frames[0, 1, 2, 0]);
        Assert.Equal(new IntegrationCount(301, 0, 0), count);
    }

    [Fact]
    public void Integrate_AnyEvents_CountsEachOnceOrSaysWhereItWent()
    {
        Prop.ForAll<int, PositiveInt, PositiveInt>((seed, count, steps) =>
        {
            var events = EventData.Random(count.Get, new SensorSize(20, 18), (uint)seed);
            SensorSize sensor = new(17, 15);
            Resize?[] resizes = [null, new Resize.Binned(5, 7), new Resize.Binned(30, 40), new Resize.Nearest(5, 7), new Resize.Nearest(30, 40), new Resize.Nearest(5, 40)];
            foreach (var resize in resizes)
            {
                (var frames, var went) = new FrameIntegrator(sensor, resize).Integrate(events, new Slicing.ByNumber(steps.Get));
                Assert.Equal(events.Count, went.Counted + went.Unseen + went.Outside);
                if (resize is not Resize.Nearest { Size.Height: > 15 })
                    Assert.Equal(went.Counted, frames.Values.ToArray().Sum(v => (double)v));
                if (resize is not Resize.Nearest)
                    Assert.Equal(0, went.Unseen);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(128, 128, 48, 48)]
    [InlineData(240, 180, 48, 48)]
    [InlineData(34, 34, 34, 34)]
    [InlineData(34, 34, 50, 40)]
    [InlineData(34, 34, 20, 40)]
    [InlineData(7, 9, 3, 2)]
    public void Integrate_ResizedDirectly_EqualsResizedFrames(int width, int height, int toWidth, int toHeight)
    {
        SensorSize sensor = new(width, height);
        var events = EventData.Random(20_000, sensor, 4);
        (var full, _) = new FrameIntegrator(sensor).Integrate(events, new Slicing.ByNumber(3));
        foreach (var resize in new Resize[] { new Resize.Nearest(toWidth, toHeight), new Resize.Binned(toWidth, toHeight) })
        {
            (var direct, _) = new FrameIntegrator(sensor, resize).Integrate(events, new Slicing.ByNumber(3));
            Close.SameBits(new FrameResizer(sensor, resize).Apply(full).Values, direct.Values, resize.Key);
        }
    }

    [Fact]
    public void NearestSources_OfTheDataSets_ArePyTorchs()
    {
        int[] expected =
        [
            0, 2, 5, 8, 10, 13, 16, 18, 21, 24, 26, 29, 32, 34, 37, 40, 42, 45, 48, 50, 53, 56, 58, 61,
            64, 66, 69, 72, 74, 77, 80, 82, 85, 88, 90, 93, 96, 98, 101, 104, 106, 109, 112, 114, 117, 120, 122, 125,
        ];

        Assert.Equal(expected, AxisMap.NearestSources(128, 48));
        Assert.Equal(Enumerable.Range(0, 48).Select(i => i * 15 / 4), AxisMap.NearestSources(180, 48));
        Assert.Equal(Enumerable.Range(0, 48).Select(i => i * 5), AxisMap.NearestSources(240, 48));
    }

    [Fact]
    public void BinnedTargets_CoverEveryTargetWhenShrinking()
    {
        int[] targets = AxisMap.BinnedTargets(128, 48);

        Assert.Equal(Enumerable.Range(0, 48), targets.Distinct());
        Assert.All(targets.GroupBy(t => t), g => Assert.InRange(g.Count(), 2, 3));
    }

    [Fact]
    public void Add_FrameOfAnotherSize_SaysBothLengths()
    {
        FrameIntegrator integrator = new(new SensorSize(4, 3));

        var error = Assert.Throws<ArgumentException>(() => integrator.Add(new EventBuffer().All, new float[23]));

        Assert.Contains("24 values, got 23", error.Message, StringComparison.Ordinal);
    }

    internal static EventBuffer GoldenEvents(GoldenFile golden)
    {
        long[] t = golden.Longs("t"), x = golden.Longs("x"), y = golden.Longs("y"), p = golden.Longs("p");
        EventBuffer events = new(t.Length);
        for (int i = 0; i < t.Length; i++)
            events.Add(t[i], (ushort)x[i], (ushort)y[i], (byte)p[i]);
        return events;
    }
}

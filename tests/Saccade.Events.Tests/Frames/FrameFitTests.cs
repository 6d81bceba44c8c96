using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Frames;

/// <summary>Frames that are filled by what a recording covers.</summary>
public sealed class FrameFitTests
{
    private static readonly Slicing _one = new Slicing.ByNumber(1);

    [Fact]
    public void Fitted_CornersOfTheRecording_AreCornersOfTheFrame()
    {
        EventBuffer events = new();
        events.Add(0, 40, 30, 1);
        events.Add(1, 59, 39, 0);
        events.Add(2, 50, 35, 1);

        (var frames, var count) = FrameIntegrator.Fitted(events, new Resize.Binned(10, 5)).Integrate(events, _one);

        Assert.Equal(new IntegrationCount(3, 0, 0), count);
        Assert.Equal((1, 1, 1), (frames[0, 0, 0, 1], frames[0, 4, 9, 0], frames[0, 2, 5, 1]));
        Assert.Equal(3, frames.Values.ToArray().Sum());
    }

    [Fact]
    public void Fitted_MovedRecording_GivesTheSameFrames()
    {
        Prop.ForAll<int, PositiveInt, PositiveInt>((seed, count, moved) =>
        {
            EventBuffer events = EventData.Random(count.Get, new SensorSize(14, 11), (uint)seed), elsewhere = new();
            for (int i = 0; i < events.Count; i++)
                elsewhere.Add(events[i] with { X = (ushort)(events.X[i] + moved.Get % 1000), Y = (ushort)(events.Y[i] + moved.Get % 77) });
            foreach (var resize in new Resize[] { new Resize.Binned(6, 5), new Resize.Nearest(6, 5), new Resize.Nearest(20, 20), new Resize.Binned(20, 20), new Resize.Nearest(20, 3) })
            {
                (var frames, var went) = FrameIntegrator.Fitted(events, resize).Integrate(events, _one);
                (var others, var otherWent) = FrameIntegrator.Fitted(elsewhere, resize).Integrate(elsewhere, _one);
                Close.SameBits(frames.Values, others.Values, resize.Key);
                Assert.Equal(went, otherWent);
                Assert.Equal((0, events.Count), (went.Outside, went.Counted + went.Unseen));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Fitted_EventsInAllCorners_IsTheWholeSensor()
    {
        SensorSize sensor = new(13, 9);
        var events = EventData.Random(200, sensor, 5);
        events.Add(events.Times[^1], 0, 0, 1);
        events.Add(events.Times[^1], 12, 8, 1);

        Close.SameBits(
            new FrameIntegrator(sensor, new Resize.Binned(5, 5)).Integrate(events, _one).Frames.Values,
            FrameIntegrator.Fitted(events, new Resize.Binned(5, 5)).Integrate(events, _one).Frames.Values);
    }

    [Fact]
    public void Fitted_OneEventOrNone_IsAFrameOfTheSize()
    {
        EventBuffer one = new(), none = new();
        one.Add(0, 500, 400, 1);

        Assert.Equal(1, FrameIntegrator.Fitted(one, new Resize.Binned(8, 6)).Integrate(one, _one).Frames[0, 0, 0, 1]);
        Assert.Equal(new SensorSize(8, 6), FrameIntegrator.Fitted(none, new Resize.Binned(8, 6)).Integrate(none, _one).Frames.Size);
    }

    [Fact]
    public void Add_EventsOfAnotherRecording_AreCountedAsOutside()
    {
        EventBuffer events = new(), others = new();
        events.Add(0, 10, 10, 1);
        events.Add(0, 19, 19, 1);
        foreach ((int x, int y) in new[] { (9, 15), (20, 15), (15, 9), (15, 20), (15, 15) })
            others.Add(0, (ushort)x, (ushort)y, 0);

        var integrator = FrameIntegrator.Fitted(events, new Resize.Binned(5, 5));

        Assert.Equal(new IntegrationCount(1, 0, 4), integrator.Add(others.All, new float[50]));
    }
}

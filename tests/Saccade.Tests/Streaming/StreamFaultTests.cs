using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>What a stream does with events that no camera should send: each case a stated behaviour, counted.</summary>
public sealed class StreamFaultTests
{
    private readonly StreamModel _model = new(TinyModel.Network(new FrameSize(16, 16)), TinyModel.Card());

    [Fact]
    public void EventsOfAStepThatHasEnded_AreLeftOutAndCounted()
    {
        using var session = Open(new StreamWindow.Duration(100));

        session.Push(At(1_000, 1_150, 1_050, 1_160));

        Assert.Equal(new StreamCounts(4, 0, 0, 1, 0, 1, 0), session.Counts);
        session.Finish();
        Assert.Equal(2, session.Decision!.Events);
    }

    [Fact]
    public void TimeThatJumpsFarBack_BeginsTheStreamAnew()
    {
        using var session = Open(new StreamWindow.Duration(100));

        session.Push(At(5_000_000, 5_000_150, 10));

        Assert.Equal(1, session.Counts.Restarts);
        Assert.Equal(0, session.State.Steps);
        session.Push(At(20, 120));
        Assert.Equal((1, 3L), (session.State.Steps, session.Decision!.Events + 1));
    }

    [Fact]
    public void EmptySteps_RunTheNetwork_AndManyBeginAnew()
    {
        using var session = Open(new StreamWindow.Duration(100), emptySteps: 3);

        Assert.Equal(4, session.Push(At(0, 450)));
        Assert.Equal(0, session.Counts.Restarts);
        Assert.Equal(0, session.Push(At(450 + 600)));
        Assert.Equal((1L, 0), (session.Counts.Restarts, session.State.Steps));
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MinValue)]
    [InlineData(0, long.MaxValue)]
    [InlineData(long.MinValue, 0)]
    public void TimesAtTheEndsOfTheirRange_NeitherOverflowNorHang(long first, long second)
    {
        foreach (var window in new StreamWindow[] { new StreamWindow.Duration(1), new StreamWindow.Adaptive(2, 10, 100), new StreamWindow.Count(1), new StreamWindow.Duration(long.MaxValue - 1) })
        {
            using var session = Open(window);
            session.Push(At(first, second, first, second, 5));
            session.AdvanceTo(long.MaxValue);
            session.Finish();

            Assert.Equal(5, session.Counts.Events);
            Assert.InRange(session.Counts.Steps, 0, 300);
        }
    }

    [Fact]
    public void EventsOutsideTheSensor_AreLeftOutAndCounted()
    {
        foreach (bool byEvent in new[] { true, false })
        {
            using var session = _model.Open(new StreamOptions { Window = new StreamWindow.Count(4), EventByEvent = byEvent });
            var events = new EventBuffer();
            events.Add(1, 16, 0, 1);
            events.Add(2, 0, 16, 0);
            events.Add(3, ushort.MaxValue, ushort.MaxValue, 1);
            events.Add(4, 15, 15, 1);

            Assert.Equal(1, session.Push(events));
            Assert.Equal((4L, 3L), (session.Counts.Events, session.Counts.Outside));
            Assert.Equal(1, session.Decision!.Events);
        }
    }

    [Fact]
    public void AStreamThatStops_IsEndedByTheClock()
    {
        using var session = Open(new StreamWindow.Duration(100));
        Assert.Equal(0, session.AdvanceTo(1_000_000));
        session.Push(At(0, 50));

        Assert.Equal(0, session.AdvanceTo(99));
        Assert.Equal(2, session.AdvanceTo(210));
        Assert.Equal(200, session.Decision!.TimeMicros);
    }

    [Fact]
    public void WrongOptions_SayWhatIsExpected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamWindow.Duration(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamWindow.Count(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamWindow.Adaptive(5, 100, 99));
        Assert.Contains("Steps: got -1", Assert.Throws<ArgumentException>(() => _model.Open(new StreamOptions { Window = new StreamWindow.Count(1), Steps = -1 })).Message);
        Assert.Contains("without scaling", Assert.Throws<ArgumentException>(() => _model.Open(new StreamOptions { Window = new StreamWindow.Count(1), Region = new(0, 0, new SensorSize(4, 4)) })).Message);
        Assert.Contains("still images", Assert.Throws<ArgumentException>(() => new StreamModel(TinyModel.Network(new FrameSize(8, 8, 1)), TinyModel.Card(channels: FrameChannels.Grey))).Message);
        var session = Open(new StreamWindow.Count(1));
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Push(At(1)));
    }

    [Fact]
    public void ModelWhoseFramesAreFitted_NeedsARegion()
    {
        var card = TinyModel.Card() with { Preprocessing = TinyModel.Card().Preprocessing with { SensorWidth = 40, SensorHeight = 30, Scaling = FrameResize.Binned, Fit = FrameFit.Recording } };
        var model = new StreamModel(TinyModel.Network(new FrameSize(16, 16)), card);
        var options = new StreamOptions { Window = new StreamWindow.Count(2) };

        Assert.Contains("Region", Assert.Throws<ArgumentException>(() => model.Open(options)).Message);
        using var session = model.Open(options with { Region = new StreamRegion(10, 5, new SensorSize(20, 20)) });
        var events = new EventBuffer();
        events.Add(1, 9, 5, 1);
        events.Add(2, 29, 24, 1);
        session.Push(events);
        Assert.Equal((1L, 1L), (session.Counts.Outside, session.Decision!.Events));
    }

    private StreamSession Open(StreamWindow window, int emptySteps = 100) => _model.Open(new StreamOptions { Window = window, MostEmptySteps = emptySteps });

    private static EventBuffer At(params long[] times)
    {
        var events = new EventBuffer();
        foreach (long time in times)
            events.Add(time, 3, 4, 1);
        return events;
    }
}

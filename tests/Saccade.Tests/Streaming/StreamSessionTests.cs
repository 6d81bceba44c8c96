using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>Events in, decisions out: the same decisions however the events come.</summary>
public sealed class StreamSessionTests
{
    private static readonly StreamPlanOptions _exact = new() { Fold = false };
    private readonly ModelCard _card = TinyModel.Card();
    private readonly Network _network = TinyModel.Network(new FrameSize(16, 16));

    public static TheoryData<StreamWindow> Windows => [new StreamWindow.Duration(3_000), new StreamWindow.Count(57), new StreamWindow.Adaptive(60, 1_000, 4_000), new StreamWindow.Adaptive(1, 2_000, 1_000_000)];

    [Fact]
    public void Push_OfEqualNumbersOfEvents_GivesTheBitsOfTheRecognizer()
    {
        var model = new StreamModel(_network, _card, _exact);
        using var recognizer = new Recognizer(_network, _card);
        for (int i = 0; i < 5; i++)
        {
            var events = Whole(TinyModel.Events(i), TinyModel.Steps);
            using var session = model.Open(new StreamOptions { Window = new StreamWindow.Count(events.Count / TinyModel.Steps), EventByEvent = false });
            var decisions = Run(session, events);

            var expected = recognizer.Recognize(events).AfterEachStep;
            Assert.Equal(expected.Select(d => (d.Step, d.Label)), decisions.Select(d => (d.Step, d.Label)));
            Assert.Equal(expected.SelectMany(d => d.Probabilities), decisions.SelectMany(d => d.Probabilities));
            Assert.Equal([false, false, false, true], decisions.Select(d => d.IsFinal));
        }
    }

    [Fact]
    public void Push_OfEqualDurations_SeesTheFramesOfThatSlicing()
    {
        var events = TinyModel.Events(1);
        var model = new StreamModel(_network, _card, _exact);
        var (frames, _) = new FrameIntegrator(new SensorSize(16, 16)).Integrate(events, new Slicing.Duration(2_500));
        var (runner, state) = (model.Plan.NewRunner(), model.Plan.NewState());
        var expected = new List<int>();
        for (int t = 0; t < frames.Steps; t++)
        {
            runner.Step(frames.Frame(t), state);
            expected.Add(state.Class);
        }

        using var session = model.Open(new StreamOptions { Window = new StreamWindow.Duration(2_500), Steps = 0, EventByEvent = false });
        var decisions = Run(session, events);

        Assert.Equal(expected, decisions.Select(d => d.Class));
        Assert.Equal(state.Save(), session.State.Save());
        Assert.Equal(events.Times[0] + 2_500, decisions[0].TimeMicros);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Push_InPiecesOfAnySize_GivesTheSameBits(StreamWindow window)
    {
        var model = new StreamModel(_network, _card);
        var options = new StreamOptions { Window = window };
        var events = TinyModel.Events(2);
        using var whole = model.Open(options);
        var expected = Run(whole, events);
        Assert.True(expected.Count > 3);

        for (int attempt = 0; attempt < 8; attempt++)
        {
            using var session = model.Open(options);
            var decisions = new List<StreamDecision>();
            var random = new CounterRandom((ulong)attempt, RandomPurpose.Test);
            for (int at = 0; at < events.Count;)
            {
                int count = Math.Min(events.Count - at, attempt == 0 ? 1 : random.NextInt32(1, 90));
                session.Push(events.Slice(new EventRange(at, at + count)), s => decisions.Add(s.Decision!));
                at += count;
            }

            session.Finish(s => decisions.Add(s.Decision!));
            Assert.Equal(expected.Select(Values), decisions.Select(Values));
            Assert.Equal(whole.State.Save(), session.State.Save());
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Push_OfManyStepsAtOnceAndByThreads_GivesTheSameBits(StreamWindow window)
    {
        foreach (var weights in Enum.GetValues<WeightFormat>())
        {
            var model = new StreamModel(_network, _card, new StreamPlanOptions { Weights = weights });
            var options = new StreamOptions { Window = window, EventByEvent = false, Steps = 3 };
            var events = TinyModel.Events(2);
            using var alone = model.Open(options);
            var expected = Run(alone, events);
            foreach (var (steps, threads) in new[] { (2, 1), (3, 2), (16, 1), (1, 3) })
            {
                using var session = model.Open(options with { StepsAtOnce = steps, Threads = threads });
                var decisions = Run(session, events);

                Assert.Equal(expected.Select(Values), decisions.Select(Values));
                Assert.Equal(expected.Select(d => d.IsFinal), decisions.Select(d => d.IsFinal));
                Assert.Equal(alone.State.Save(), session.State.Save());
                Assert.Equal(alone.Counts, session.Counts);
            }
        }
    }

    [Fact]
    public void Push_OfManyStepsAtOnce_BesideAnExitOrAJump_LeavesNoneOut()
    {
        var model = new StreamModel(_network, _card);
        var events = TinyModel.Events(2);
        var options = new StreamOptions { Window = new StreamWindow.Duration(1_000), Steps = 4, Exit = new EarlyExit(ExitScore.Confidence, 0.4) };
        using StreamSession alone = model.Open(options), many = model.Open(options with { StepsAtOnce = 4 });
        Assert.Equal(Run(alone, events).Select(Values), Run(many, events).Select(Values));

        EventBuffer jump = new();
        jump.Add(0, 1, 1, 1);
        jump.Add(2_500, 1, 1, 1); // ends two steps, which wait for the others of their decision
        jump.Add(9_000_000, 1, 1, 1); // far ahead: the stream begins anew
        using var session = model.Open(options with { Exit = null, StepsAtOnce = 4 });
        int told = 0;
        session.Push(jump, _ => told++);
        Assert.Equal((2, 1L, 2L), (told, session.Counts.Restarts, session.Counts.Steps));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void EventByEvent_ComparedWithFrames_DecidesAlike(StreamWindow window)
    {
        var model = new StreamModel(_network, _card);
        for (int i = 0; i < 6; i++)
        {
            using StreamSession summed = model.Open(new StreamOptions { Window = window }), counted = model.Open(new StreamOptions { Window = window, EventByEvent = false });
            var (first, second) = (Run(summed, TinyModel.Events(i)), Run(counted, TinyModel.Events(i)));

            Assert.Equal(second.Select(d => (d.Number, d.Step, d.Class, d.Events)), first.Select(d => (d.Number, d.Step, d.Class, d.Events)));
            Assert.All(second.Zip(first), pair => Assert.Equal(pair.First.Confidence, pair.Second.Confidence, 1e-5));
            Assert.Equal(counted.Counts, summed.Counts);
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void EventByEvent_OfWholeNumbers_HasTheBitsOfFrames(StreamWindow window)
    {
        var model = new StreamModel(_network, _card, new StreamPlanOptions { Weights = WeightFormat.Int8 });
        for (int i = 0; i < 6; i++)
        {
            using StreamSession summed = model.Open(new StreamOptions { Window = window }), counted = model.Open(new StreamOptions { Window = window, EventByEvent = false });
            var (first, second) = (Run(summed, TinyModel.Events(i)), Run(counted, TinyModel.Events(i)));

            Assert.Equal(second.SelectMany(d => d.Probabilities), first.SelectMany(d => d.Probabilities));
            Assert.Equal(counted.State.Save(), summed.State.Save());
        }
    }

    [Fact]
    public void FramesThatShowEarlierSlices_AreThoseOfTheModel()
    {
        var card = _card with { Preprocessing = _card.Preprocessing with { Window = 3 } };
        var events = Whole(TinyModel.Events(3), TinyModel.Steps);
        using var recognizer = new Recognizer(_network, card);
        using var session = new StreamModel(_network, card, _exact).Open(new StreamOptions { Window = new StreamWindow.Count(events.Count / TinyModel.Steps) });

        Assert.Equal(recognizer.Recognize(events).AfterEachStep.SelectMany(d => d.Probabilities), Run(session, events).SelectMany(d => d.Probabilities));
    }

    [Fact]
    public void Exit_WhenSureEnough_EndsTheDecisionAndBeginsTheNext()
    {
        var model = new StreamModel(_network, _card);
        using var session = model.Open(new StreamOptions { Window = new StreamWindow.Count(50), Exit = new EarlyExit(ExitScore.Patience, 2) });
        var decisions = Run(session, TinyModel.Events(4));

        int agreeing = 0;
        for (int i = 0; i < decisions.Count; i++)
        {
            agreeing = decisions[i].Step > 1 && decisions[i].Class == decisions[i - 1].Class ? agreeing + 1 : 1;
            Assert.Equal(agreeing >= 2 || decisions[i].Step == TinyModel.Steps, decisions[i].IsFinal);
            if (i > 0)
                Assert.Equal(decisions[i - 1].IsFinal ? (decisions[i - 1].Number + 1, 1) : (decisions[i - 1].Number, decisions[i - 1].Step + 1), (decisions[i].Number, decisions[i].Step));
        }

        Assert.Equal(decisions.Count(d => d.IsFinal), session.Counts.Decisions);
        Assert.Contains(decisions, d => d.IsFinal && d.Step < TinyModel.Steps);
    }

    [Fact]
    public async Task DecideAsync_OfASource_GivesWhatPushGives()
    {
        var model = new StreamModel(_network, _card);
        var options = new StreamOptions { Window = new StreamWindow.Duration(1_500) };
        using StreamSession pushed = model.Open(options), pulled = model.Open(options);
        var expected = Run(pushed, TinyModel.Events(5));

        var decisions = new List<StreamDecision>();
        await foreach (var decision in pulled.DecideAsync(Pieces(TinyModel.Events(5), 40), TestContext.Current.CancellationToken))
            decisions.Add(decision);

        Assert.Equal(expected.Select(Values), decisions.Select(Values));
    }

    [Fact]
    public void Push_OnceWarm_AllocatesNothing()
    {
        var model = new StreamModel(_network, _card);
        var events = TinyModel.Events(0);
        foreach (bool byEvent in new[] { true, false })
        {
            using var session = model.Open(new StreamOptions { Window = new StreamWindow.Count(40), EventByEvent = byEvent, Exit = new EarlyExit(ExitScore.Confidence, 0.9) });
            long least = long.MaxValue;
            for (int attempt = 0; attempt < 200 && least > 0; attempt++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 5; i++)
                    session.Push(events);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                Thread.Sleep(least > 0 ? 20 : 0);
            }

            Assert.Equal(0, least);
        }
    }

    [Fact]
    public void Stream_OfARecognizer_SharesOnePlanAndOutlivesIt()
    {
        var recognizer = new Recognizer(_network, _card);
        var options = new StreamOptions { Window = new StreamWindow.Count(50) };
        using StreamSession first = recognizer.Stream(options), second = recognizer.Stream(options with { Exit = new EarlyExit(ExitScore.Margin, 0.5) });
        using var exact = recognizer.Stream(options with { Plan = _exact });
        recognizer.Dispose();

        Assert.Same(first.State.Plan, second.State.Plan);
        Assert.NotSame(first.State.Plan, exact.State.Plan);
        Assert.NotEmpty(Run(first, TinyModel.Events(0)));
        Assert.Throws<ObjectDisposedException>(() => recognizer.Stream(options));
    }

    private static (long, int, int, long, long, double) Values(StreamDecision d) => (d.Number, d.Step, d.Class, d.TimeMicros, d.Events, d.Confidence);

    private static List<StreamDecision> Run(StreamSession session, EventBuffer events)
    {
        var decisions = new List<StreamDecision>();
        session.Push(events, s => decisions.Add(s.Decision!));
        session.Finish(s => decisions.Add(s.Decision!));
        return decisions;
    }

    /// <summary>As many of the events as divide by a number.</summary>
    private static EventBuffer Whole(EventBuffer events, int parts)
    {
        var result = new EventBuffer();
        result.Add(events.Slice(new EventRange(0, events.Count / parts * parts)));
        return result;
    }

    private static async IAsyncEnumerable<EventBuffer> Pieces(EventBuffer events, int length)
    {
        var piece = new EventBuffer();
        for (int at = 0; at < events.Count; at += length)
        {
            await Task.Yield();
            piece.Clear();
            piece.Add(events.Slice(new EventRange(at, Math.Min(events.Count, at + length))));
            yield return piece;
        }
    }
}

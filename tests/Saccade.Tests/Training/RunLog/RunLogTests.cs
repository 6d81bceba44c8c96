using System.Text;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.RunLog;

public sealed class RunLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-").FullName;
    private readonly ManualTime _time = new();

    private string Log => Path.Combine(_folder, "metrics.jsonl");

    [Fact]
    public void Observe_AllKindsOfEvents_ReadBackAsTheyWere()
    {
        var events = Samples.Run().Append(new RunResumed("p", 3)).Append(new RunEnded(RunState.Failed, "x\ny")).ToList();

        Write(events);
        var content = RunLogReader.Read(Log);

        Assert.Equal((0, 0), (content.TornLines, content.UnknownLines));
        var logged = events.Where(e => e is not BatchDone).ToList();
        Assert.Equal(logged.Select(Text), content.Entries.Select(entry => Text(entry.Event)));
        Assert.Equal(new RunResumed("p", 3), Assert.Single(content.Of<RunResumed>()));
        Assert.Equal(6, content.Of<EpochDone>().Count());
    }

    [Fact]
    public void Observe_Event_IsOneLineWithItsTimeFirst()
    {
        Write([new PhaseEnded("a\n\"b\"", 3, null)]);
        _time.Advance(1.5);
        using (var log = RunLogWriter.Resume(Log, new FileInfo(Log).Length, _time))
            log.Observe(new RunEnded(RunState.Cancelled));

        Assert.Equal(
            """
            {"at":"2026-01-02T03:04:05+00:00","kind":"phase-ended","phase":"a\n\"b\"","kept-epoch":3,"kept-accuracy":null,"decided-by":null}
            {"at":"2026-01-02T03:04:06.5+00:00","kind":"run-ended","state":"cancelled","message":null}

            """,
            File.ReadAllText(Log));
    }

    [Fact]
    public void Observe_LossThatIsNotANumber_IsLoggedAndRead()
    {
        Write([Samples.Epoch("p", 1, spiking: false) with { TrainLoss = double.NaN, Rate = double.PositiveInfinity }]);

        var epoch = Assert.Single(RunLogReader.Read(Log).Of<EpochDone>());

        Assert.True(double.IsNaN(epoch.TrainLoss) && double.IsPositiveInfinity(epoch.Rate));
    }

    [Fact]
    public void Observe_WhileTheLogIsOpen_OthersCanReadIt()
    {
        using var log = RunLogWriter.Create(Log, _time);
        log.Observe(new RunEnded(RunState.Completed));

        Assert.Single(RunLogReader.Read(Log).Entries);
        Assert.Equal(new FileInfo(Log).Length, log.Length);
    }

    [Fact]
    public void Read_TornAtAnyByte_KeepsWholeLinesAndCountsTheRest()
    {
        Write([new PhaseEnded("p", 1, 0.5), new RunEnded(RunState.Completed)]);
        byte[] whole = File.ReadAllBytes(Log);
        int first = Array.IndexOf(whole, (byte)'\n') + 1;

        for (int length = 0; length <= whole.Length; length++)
        {
            var content = RunLogReader.Read(new MemoryStream(whole[..length]), "log");
            int lines = length < first ? 0 : length < whole.Length ? 1 : 2;
            Assert.Equal(lines, content.Entries.Count);
            Assert.Equal(length == 0 || length == first || length == whole.Length ? 0 : 1, content.TornLines);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z","kind":"phase-ended","kept-epoch":3}""")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z","kind":"phase-ended","phase":null,"kept-epoch":3,"kept-accuracy":1}""")]
    [InlineData("""{"at":"yesterday","kind":"run-ended","state":"completed"}""")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z","kind":"run-ended","state":"exploded","message":null}""")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z","kind":7}""")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z","kind":"run-ended","state":77,"message":null}""")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z","kind":"conversion-done","phase":"p","layers":[null]}""")]
    [InlineData("""{"at":"2026-01-02T03:04:05Z","kind":"weather","kind":"run-ended","state":"completed"}""")]
    public void Read_BrokenWholeLine_SaysWhichOne(string line)
    {
        Write([new RunEnded(RunState.Completed)]);
        File.AppendAllText(Log, line + "\n");

        var e = Assert.Throws<RunLogException>(() => RunLogReader.Read(Log));

        Assert.StartsWith($"{Log}(2): got a line that is not an event", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, e.Line);
    }

    [Fact]
    public void Read_KindOfALaterVersion_IsCounted()
    {
        Write([new RunEnded(RunState.Completed)]);
        File.AppendAllText(Log, """{"at":"2026-01-02T03:04:05Z","kind":"weather","rain":true}""" + "\n");

        var content = RunLogReader.Read(Log);

        Assert.Equal((1, 1), (content.Entries.Count, content.UnknownLines));
    }

    [Fact]
    public void Resume_FromACheckpoint_TakesBackWhatCameAfter()
    {
        long length;
        using (var log = RunLogWriter.Create(Log, _time))
        {
            log.Observe(new PhaseEnded("kept", 1, null));
            length = log.Length;
            log.Observe(new PhaseEnded("lost", 2, null));
        }

        File.AppendAllText(Log, "{\"at\":\"20");
        using (var log = RunLogWriter.Resume(Log, length, _time))
            log.Observe(new RunResumed("kept", 1));

        var content = RunLogReader.Read(Log);
        Assert.Equal([new PhaseEnded("kept", 1, null), new RunResumed("kept", 1)], content.Entries.Select(entry => entry.Event));
        Assert.Equal(0, content.TornLines);
    }

    [Fact]
    public void Resume_LogThatDoesNotFitTheCheckpoint_IsRefusedUnchanged()
    {
        Write([new RunEnded(RunState.Completed)]);
        string before = File.ReadAllText(Log);

        Assert.Contains("expected at least 5000", Assert.Throws<RunLogException>(() => RunLogWriter.Resume(Log, 5000, _time)).Message, StringComparison.Ordinal);
        Assert.Contains("a line that goes on at byte 5", Assert.Throws<RunLogException>(() => RunLogWriter.Resume(Log, 5, _time)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Log));
    }

    [Fact]
    public void OrderedObserver_DocumentedOrder_IsAcceptedAndNoOther()
    {
        var events = Samples.Run().ToList();
        var observer = new OrderedObserver();
        var second = new OrderedObserver();
        events.ForEach(new TrainingObservers(observer, second).Observe);
        Assert.Equal(events, observer.Events);
        Assert.Equal(events, second.Events);

        for (int i = 1; i < events.Count; i++)
        {
            var cut = new OrderedObserver();
            events.Take(i).Append(new RunEnded(RunState.Failed)).ToList().ForEach(cut.Observe);
            Assert.Throws<InvalidOperationException>(() => cut.Observe(events[i]));
            if (events[i] is PhaseStarted or EpochDone or PhaseEnded)
                Assert.Throws<InvalidOperationException>(() => events.Where((_, at) => at != i).ToList().ForEach(new OrderedObserver().Observe));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(TrainingEvent happened) => Encoding.UTF8.GetString(RunLogFormat.Line(default, happened));

    private void Write(IEnumerable<TrainingEvent> events)
    {
        using var log = RunLogWriter.Create(Log, _time);
        foreach (var happened in events)
            log.Observe(happened);
    }
}

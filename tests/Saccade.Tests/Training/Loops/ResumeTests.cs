using Saccade.Events.Augment;
using Saccade.Events.Sources;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tests.Training.RunLog;
using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Losses;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Saccade.Training.Steps;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>A run that is stopped anywhere and resumed ends as one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    public static TheoryData<string, Recipe> Recipes => new()
    {
        { "hsd", Tiny.Hsd },
        { "augmented, PLIF, keep last", Tiny.Recipe(Tiny.Direct with { Keep = KeepRule.Last }) with { Neuron = NeuronDescription.Direct with { Kind = NeuronKind.Plif }, Augment = new AugmentRecipe { Flip = 0.5, Roll = 2 } } },
        { "mean of the weights, other events", Tiny.Recipe(Tiny.Direct with { Average = 0.9 }) with { Augment = new AugmentRecipe { Events = new EventAugmentation { Keep = 0.5, Shift = 1, Swap = 0.5 } } } },
        { "8 bits after HSD", Tiny.Recipe(Tiny.Pretrain with { Epochs = 1 }, Tiny.Finetune with { Weights = WeightFormat.Int8 }) },
        { "8 bits, mean of the weights", Tiny.Recipe(Tiny.Direct with { Weights = WeightFormat.Int8, Average = 0.9 }) },
        { "SLTT-1", Tiny.Recipe(Tiny.Direct with { Gradients = new StepRule.Sltt(1), Objective = [new Tet()] }) },
        { "blurred", Tiny.BlurredTwin },
        { "mixed, with an aligner", Tiny.Recipe(Tiny.Pretrain, Tiny.Aligned) with { Augment = new AugmentRecipe { Roll = 2, Mix = new PairMix.EventMix() } } },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Run_CancelledAfterAnyBatchAndResumed_EndsAsIfItHadNotBeen(string name, Recipe recipe)
    {
        var data = Tiny.Data(recipe);
        int batches = 0;
        var whole = Tiny.RunIn(Folder("whole"), recipe, new CallbackObserver<BatchDone>(_ => batches++), data: data);
        string[] log = Tiny.Log(Folder("whole"));
        Assert.Equal(recipe.Phases.Sum(p => p.Epochs * 4), batches);

        for (int stop = 1; stop <= batches; stop++)
        {
            string folder = Folder($"stop-{stop}");
            Assert.Throws<OperationCanceledException>(() => RunUntil(folder, recipe, stop, data));
            Assert.Equal(RunState.Cancelled, RunLogReader.Read(Path.Combine(folder, "metrics.jsonl")).Of<RunEnded>().Single().State);

            var order = new OrderedObserver();
            var resumed = Tiny.RunIn(folder, recipe, order, data: data);

            Assert.IsType<RunResumed>(order.Events[1]);
            AssertSame(whole, resumed, $"{name}, stopped after batch {stop}");
            Assert.Equal(log, Tiny.Log(folder));
        }
    }

    [Fact]
    public void Run_CancelledAfterEveryBatch_EndsAsIfItHadNotBeen()
    {
        var data = Tiny.Data(Tiny.Hsd);
        var whole = Tiny.RunIn(Folder("whole"), Tiny.Hsd, data: data);
        string folder = Folder("often");
        int stops = 0;

        while (Record.Exception(() => RunUntil(folder, Tiny.Hsd, 1, data)) is OperationCanceledException && stops < 100)
            stops++;

        AssertSame(whole, Tiny.RunIn(folder, Tiny.Hsd, data: data), "stopped after every batch");
        Assert.Equal(Tiny.Log(Folder("whole")), Tiny.Log(folder));
        Assert.Equal(16, stops); // as many as batches
    }

    [Fact]
    public void Run_CancelledBeforeItBegins_CanBeResumed()
    {
        var data = Tiny.Data(Tiny.Hsd);
        Assert.Throws<OperationCanceledException>(() => Tiny.RunIn(Folder("a"), Tiny.Hsd, data: data, cancellation: new CancellationToken(canceled: true)));

        AssertSame(Tiny.Run(Tiny.Hsd, data: data).Result, Tiny.RunIn(Folder("a"), Tiny.Hsd, data: data), "never begun");
    }

    [Fact]
    public void Run_ResumedWithOtherRecordings_IsRefused()
    {
        Assert.Throws<OperationCanceledException>(() => RunUntil(Folder("a"), Tiny.Hsd, 2, Tiny.Data(Tiny.Hsd)));
        var others = Tiny.Data(Tiny.Hsd with { Data = Tiny.Hsd.Data with { Synthetic = Tiny.Hsd.Data.Synthetic! with { TrainPerClass = 5 } } });

        var e = Assert.Throws<DatasetException>(() => Tiny.RunIn(Folder("a"), Tiny.Hsd, data: others));

        Assert.Contains("got other recordings", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ResumedAfterItsEnd_GivesTheSameResult()
    {
        var data = Tiny.Data(Tiny.Hsd);
        var first = Tiny.RunIn(Folder("a"), Tiny.Hsd, data: data);
        string[] log = Tiny.Log(Folder("a"));

        AssertSame(first, Tiny.RunIn(Folder("a"), Tiny.Hsd, data: data), "resumed after its end");
        Assert.Equal(log, Tiny.Log(Folder("a")));
    }

    [Fact]
    public void Run_CheckpointThatCannotBeSaved_FailsAndLeavesThePreviousOne()
    {
        var data = Tiny.Data(Tiny.Hsd);
        string folder = Folder("a"), last = Path.Combine(folder, "checkpoints", "last.safetensors");
        byte[] before = [];
        var order = new OrderedObserver();

        // A folder stands in the checkpoint's place when the one after the first epoch of fine-tuning is to be written.
        var block = new CallbackObserver<EpochDone>(e =>
        {
            if (e is { Phase: "finetune", Epoch: 1 })
            {
                before = File.ReadAllBytes(last);
                File.Move(last, last + ".aside");
                Directory.CreateDirectory(last);
            }
        });
        var error = Assert.Throws<IOException>(() => Tiny.RunIn(folder, Tiny.Hsd, new TrainingObservers(order, block), data: data));
        Directory.Delete(last);
        File.Move(last + ".aside", last);

        Assert.Contains("last.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(last));
        Assert.Equal(new RunEnded(RunState.Failed, error.Message), order.Events[^1]);
        AssertSame(Tiny.Run(Tiny.Hsd, data: data).Result, Tiny.RunIn(folder, Tiny.Hsd, data: data), "resumed after a full disk");
    }

    [Fact]
    public void Run_ObserverThatFails_EndsTheRunWithItsError()
    {
        int ended = 0;
        var failing = new CallbackObserver<TrainingEvent>(e =>
        {
            ended += e is RunEnded ? 1 : 0;
            if (e is EpochDone or RunEnded)
                throw new IOException(e is EpochDone ? "disk full" : "still full");
        });

        Assert.Equal("disk full", Assert.Throws<IOException>(() => Tiny.Run(Tiny.Hsd, observer: failing)).Message);
        Assert.Equal(1, ended);
    }

    [Fact]
    public void Run_ObserverThatFailsAtTheEnd_IsToldTheEndOnce()
    {
        var states = new List<RunState>();
        var failing = new CallbackObserver<RunEnded>(e =>
        {
            states.Add(e.State);
            throw new IOException("disk full");
        });

        Assert.Throws<IOException>(() => Tiny.Run(Tiny.Recipe(Tiny.Pretrain), observer: failing));
        Assert.Equal([RunState.Completed], states);
    }

    [Fact]
    public void Checkpoints_BestOfThePhase_IsMarked()
    {
        var store = new MemoryRunStore();
        var recipe = Tiny.Recipe(Tiny.Pretrain with { Epochs = 5 });

        var (_, events) = Tiny.Run(recipe, store: store);

        // One when the phase begins, one after each epoch.
        Assert.Equal([0, 1, 2, 3, 4, 5], store.Saved.Select(s => s.Checkpoint.Info.Epoch));
        Assert.Equal(events.OfType<CheckpointSaved>().Select(e => e.IsBest), store.Saved.Skip(1).Select(s => s.IsBest));
        double best = -1;
        foreach (var (epoch, (checkpoint, isBest)) in events.OfType<EpochDone>().Zip(store.Saved.Skip(1)))
        {
            Assert.Equal(epoch.ValidationAccuracy > best, isBest);
            best = Math.Max(best, epoch.ValidationAccuracy!.Value);
            Assert.Equal(best, checkpoint.Info.Best!.Accuracy);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Folder(string name) => Path.Combine(_root, name);

    private static void AssertSame(RunResult expected, RunResult actual, string what)
    {
        Tiny.AssertSame(expected.Network, actual.Network, what);
        Assert.Equal(expected.Test!.AccuracyBySteps, actual.Test!.AccuracyBySteps);
        Assert.Equal(expected.Validation!.AccuracyBySteps, actual.Validation!.AccuracyBySteps);
    }

    private static RunResult RunUntil(string folder, Recipe recipe, int batches, TrainingData data)
    {
        using var stop = new CancellationTokenSource();
        int seen = 0;
        var observer = new CallbackObserver<BatchDone>(_ =>
        {
            if (++seen == batches)
                stop.Cancel();
        });
        return Tiny.RunIn(folder, recipe, observer, data: data, cancellation: stop.Token);
    }
}

using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Tests.Training.Loops;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Losses;
using Saccade.Training.Ranks;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Saccade.Training.Steps;
using Xunit;

namespace Saccade.Tests.Training.Ranks;

/// <summary>Whole trainings by several ranks, which are threads here, have the bits of one process: networks, checkpoints and logs.</summary>
public sealed class RankTrainingTests
{
    private static readonly PhaseRecipe _teacher = Tiny.Pretrain with { Network = PhaseNetwork.Relu };

    private static readonly Recipe _random = Tiny.Hsd with
    {
        Augment = new AugmentRecipe { Flip = 0.5, Roll = 2, Rotate = 10, Cutout = 4, Mix = new PairMix.MixUp() },
        Network = new ArchitectureDescription.Custom
        {
            Layers =
            [
                new Convolution(4), new BatchNorm(), new Activation(), new AveragePool(), new DropPath(0.3), new Dropout(0.2),
                new Flatten(), new Linear(12), new Activation(), new Dropout(),
            ],
        },
    };

    private static readonly Recipe _steps = Tiny.Recipe(_teacher, Tiny.Finetune with
    {
        From = null,
        Objective =
        [
            new CrossEntropy { Of = LogitsOf.RunningMean }, new EnsembleDistillation(), new EnsembleDistillation { Of = EnsembleOf.OtherSteps }, new SelectiveDistillation(), new SelfDistillation { Cascade = true },
            new WeightedDistillation(), new SquaredError { Weight = 0.1 }, new Tet { Weight = 0.1 },
        ],
    });

    private static readonly Recipe _features = Tiny.Recipe(_teacher, Tiny.Blurred with
    {
        Objective = [new CrossEntropy(), new BlurredDistillation { Tap = "map", Ratio = 0.4, Weight = 0.02, Clips = true, Unit = BlurUnit.Pixel }, new FeatureDistillation { Tap = "map", Reduction = FeatureReduction.BatchMean, Weight = 0.01 }],
    });

    private static readonly Recipe _pieces = Tiny.Recipe(Tiny.Direct with { Objective = [new CrossEntropy { Of = LogitsOf.EachStep }], Gradients = new StepRule.Sltt(1), Average = 0.9, Batch = 7 });

    public static TheoryData<string, Recipe, int> Recipes => new()
    {
        { "hsd", Tiny.Hsd, 2 },
        { "hsd", Tiny.Hsd, 3 },
        { "hsd", Tiny.Hsd, 5 },
        { "what is random", _random, 3 },
        { "terms between steps", _steps, 3 },
        { "features", _features, 2 },
        { "blurred", Tiny.BlurredTwin, 4 },
        { "pieces of time", _pieces, 3 },
        { "8 bits", Tiny.Recipe(Tiny.Pretrain, Tiny.Finetune with { Weights = WeightFormat.Int8 }), 3 },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Run_OfAnyNumberOfRanks_HasTheBitsOfOne(string name, Recipe recipe, int ranks)
    {
        var whole = new Kept(null);
        var (one, events) = Tiny.Run(recipe, store: whole);

        var all = ThreadLink.Run(ranks, group => Run(group, recipe));

        foreach (var (result, log, store) in all)
        {
            Tiny.AssertSame(one.Network, result.Network, $"{name}, {ranks} ranks");
            Assert.Equal(Lines(events), Lines(log));
            AssertSame(whole.Latest!, store.Latest!);
        }

        Assert.All(all[0].Log.OfType<EpochDone>(), epoch => Assert.True(epoch.Exchange is { SentBytesPerStep: > 0, ReceivedBytesPerStep: > 0, WaitedSecondsPerStep: > 0 }, $"{epoch.Exchange}"));
    }

    public static TheoryData<ExchangePrecision, StatisticsScope> Sharings => new()
    {
        { ExchangePrecision.Float16, StatisticsScope.Batch },
        { ExchangePrecision.Float32, StatisticsScope.Rank },
        { ExchangePrecision.Float16, StatisticsScope.Rank },
    };

    [Theory]
    [MemberData(nameof(Sharings))]
    public void Run_SharingWhatChangesBits_LeavesAllRanksWithOneNetwork(ExchangePrecision gradients, StatisticsScope statistics)
    {
        var recipe = _random with { Ranks = new ShardSharing { Gradients = gradients, Statistics = statistics } };
        var (one, _) = Tiny.Run(_random);

        var usual = ThreadLink.Run(3, group => Run(group, _random))[0];
        var all = ThreadLink.Run(3, group => Run(group, recipe));

        Assert.All(all, other => Tiny.AssertSame(all[0].Result.Network, other.Result.Network));
        Assert.NotEqual(one.Network.Parameters[0].Values, all[0].Result.Network.Parameters[0].Values);
        Assert.All(all[0].Result.Network.Parameters, p => Assert.All(p.Values, value => Assert.True(float.IsFinite(value), p.Name)));
        double Sent((RunResult, List<TrainingEvent> Log, Kept) run) => run.Log.OfType<EpochDone>().Last().Exchange!.SentBytesPerStep;
        if (statistics == StatisticsScope.Batch)
            Assert.InRange(Sent(all[0]), 0, 0.9 * Sent(usual));
    }

    [Fact]
    public void Run_OnAnEngineThatSharesSomethingElse_IsRefused()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => ThreadLink.Run(2, group =>
        {
            using var engine = new Engine(1, exchange: group.Exchange);
            return new RecipeRunner(engine, Tiny.Hsd with { Ranks = new ShardSharing { Gradients = ExchangePrecision.Float16 } }, Tiny.Data(Tiny.Hsd), new TrainingObservers([]), new Kept(null), ranks: group).Run();
        }));

        Assert.Contains("Float16", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    public void Run_StoppedAndResumedByOtherRanks_HasTheBitsOfOne(int before, int after)
    {
        var (one, _) = Tiny.Run(Tiny.Hsd);
        var stopped = Checkpoint(before, stopAfter: 6);

        var results = ThreadLink.Run(after, group => Run(group, Tiny.Hsd, new Kept(stopped)));

        Assert.All(results, result => Tiny.AssertSame(one.Network, result.Result.Network));
    }

    [Fact]
    public void Run_OneRankAskedToStop_StopsAllAfterTheSameBatch()
    {
        int[] batches = ThreadLink.Run(3, group =>
        {
            using var stop = new CancellationTokenSource();
            int seen = 0;
            var observer = new CallbackObserver<TrainingEvent>(e =>
            {
                seen += e is BatchDone ? 1 : 0;
                if (seen == 2 && group.Rank == 2)
                    stop.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() => Run(group, Tiny.Hsd, observer: observer, cancellation: stop.Token));
            return seen;
        });

        Assert.Equal([3, 3, 3], batches); // the others hear of it with the next batch
    }

    [Fact]
    public void Prepare_ByRanks_GivesEachAllFramesAndTheReportOfOne()
    {
        var whole = Tiny.Data(Tiny.Hsd);

        foreach (var data in ThreadLink.Run(3, group => TrainingData.Load(Tiny.Hsd, null, new PrepareOptions { Threads = 1, Group = new RankPreparation(group) }, withTest: true)))
        {
            foreach (var (a, b) in new[] { (whole.Train, data.Train), (whole.Validation!, data.Validation!), (whole.Test!, data.Test!) })
            {
                Assert.Equal(a.Report, b.Report);
                for (int i = 0; i < a.Count; i++)
                    Assert.Equal(a.Frames(i).Values, b.Frames(i).Values);
            }
        }
    }

    [Fact]
    public void Prepare_OtherRecordingsOnOneRank_NamesIt()
    {
        var other = Tiny.Hsd with { Data = Tiny.Hsd.Data with { Synthetic = Tiny.Hsd.Data.Synthetic! with { Seed = 99 } } };

        var failure = Assert.Throws<RankFailedException>(() => ThreadLink.Run(2, group => TrainingData.Load(group.Rank == 1 ? other : Tiny.Hsd, null, new PrepareOptions { Threads = 1, Group = new RankPreparation(group) })));

        Assert.StartsWith("the recordings of set 'train' of rank 1 on host-1 differ from those of rank 0 on host-0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_OneByteDiffersInOneRecordingOfACopy_NamesItsRank()
    {
        using var folder = new TemporaryFolder();
        string[] copies = [.. Enumerable.Range(0, 2).Select(rank => Path.Combine(folder.Path, $"copy-{rank}"))];
        foreach (string copy in copies)
        {
            for (int i = 0; i < 40; i++)
            {
                string path = Path.Combine(copy, i % 2 == 0 ? "left" : "right", $"{i:00}.csv");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, $"t,x,y,p\n0,1,2,1\n{i + 10},{(i == 33 && copy == copies[1] ? 4 : 3)},2,0\n");
            }
        }

        var recipe = Tiny.Hsd with { Data = new DataRecipe { Layout = DataLayout.ClassFolders, Test = 0, Validation = 0 } };

        var failure = Assert.Throws<RankFailedException>(() => ThreadLink.Run(2, group => TrainingData.Load(recipe, copies[group.Rank], new PrepareOptions { Threads = 2, Group = new RankPreparation(group) })));

        Assert.StartsWith("the recordings of set 'all' of rank 1 on host-1 differ from those of rank 0 on host-0", failure.Message, StringComparison.Ordinal);
    }

    private static (RunResult Result, List<TrainingEvent> Log, Kept Store) Run(RankGroup group, Recipe recipe, Kept? store = null, ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        List<TrainingEvent> log = [];
        store ??= new Kept(null);
        using var engine = new Engine(1 + group.Rank % 2, exchange: group.Exchange, sharing: recipe.Ranks);
        ITrainingObserver keep = new CallbackObserver<TrainingEvent>(log.Add);
        var result = new RecipeRunner(engine, recipe, Tiny.Data(recipe), new TrainingObservers(observer is null ? [keep] : [keep, observer]), store, ranks: group).Run(cancellation);
        Assert.Equal(0, engine.Pool.LentBytes);
        return (result, log, store);
    }

    private static Checkpoint Checkpoint(int ranks, int stopAfter) => ThreadLink.Run(ranks, group =>
    {
        using var stop = new CancellationTokenSource();
        var store = new Kept(null);
        int seen = 0;
        var observer = new CallbackObserver<TrainingEvent>(e =>
        {
            seen += e is BatchDone ? 1 : 0;
            if (seen == stopAfter)
                stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Run(group, Tiny.Hsd, store, observer, stop.Token));
        return store.Latest!;
    })[0];

    /// <summary>Log lines without times and without what ranks add.</summary>
    private static IEnumerable<string> Lines(IEnumerable<TrainingEvent> events)
        => events.Select(e => System.Text.Encoding.UTF8.GetString(RunLogFormat.Line(default, e is EpochDone done ? done with { Seconds = 0, SamplesPerSecond = 0, Exchange = null } : e)));

    private static void AssertSame(Checkpoint expected, Checkpoint actual)
    {
        Assert.Equal(expected.Tensors.Select(t => t.Name), actual.Tensors.Select(t => t.Name));
        foreach (var (a, b) in expected.Tensors.Zip(actual.Tensors))
            Close.SameBits(a.Floats.Span, b.Floats.Span, a.Name);
    }

    /// <summary>Goes on from a checkpoint, and keeps the latest.</summary>
    private sealed class Kept(Checkpoint? last) : IRunStore
    {
        public Checkpoint? Last => last;

        public Checkpoint? Latest { get; private set; }

        public long LogLength => 0;

        public void Save(Checkpoint checkpoint, bool isBest)
            => Latest = new Checkpoint(checkpoint.Info, [.. checkpoint.Tensors.Select(t => SafetensorsTensor.FromFloats(t.Name, t.Shape, t.Floats.ToArray()))]);
    }
}

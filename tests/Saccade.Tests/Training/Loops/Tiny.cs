using Saccade.Events.Cache;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Tests.Training.RunLog;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>Recipes that train in milliseconds, and runs of them.</summary>
internal static class Tiny
{
    public static readonly ValueList<TeacherRecipe> Pretrained = [new TeacherRecipe { Name = "pretrain" }];

    public static readonly PhaseRecipe Pretrain = new()
    {
        Name = "pretrain",
        Network = PhaseNetwork.Quantised,
        Frames = FrameSelection.Ann,
        Epochs = 2,
        Batch = 8,
        Objective = [new CrossEntropy { Of = LogitsOf.EachStep }],
        Optimizer = new OptimizerDescription.Sgd { Rate = 0.05, Momentum = 0.9, WeightDecay = 5e-4 },
    };

    public static readonly PhaseRecipe Finetune = new()
    {
        Name = "finetune",
        Network = PhaseNetwork.Spiking,
        From = "pretrain",
        Teachers = Pretrained,
        Frames = FrameSelection.Snn,
        Epochs = 2,
        Batch = 8,
        Objective = [new CrossEntropy(), new StepDistillation()],
        Optimizer = new OptimizerDescription.Adam { Rate = 1e-3 },
    };

    /// <summary>A narrow spiking network that learns the wide one's answers and features, through an aligner.</summary>
    public static readonly PhaseRecipe Aligned = Finetune with
    {
        Name = "aligned",
        From = null,
        Architecture = new ArchitectureDescription.SmallCnn { Channels = [4, 3] },
        Objective = [new CrossEntropy { Of = LogitsOf.EachStep }, new StepDistillation(), new FeatureDistillation { Tap = "map", Weight = 0.5 }],
    };

    /// <summary>A narrow spiking network that learns from a wide ReLU one, its features blurred.</summary>
    public static readonly PhaseRecipe Blurred = Aligned with
    {
        Name = "blurred",
        Objective = [new CrossEntropy(), new WeightedDistillation(), new BlurredDistillation { Tap = "map", Ratio = 0.4, Weight = 0.02 }],
    };

    public static readonly PhaseRecipe Direct = Finetune with { Name = "direct", From = null, Teachers = [], Objective = [new CrossEntropy()] };

    /// <summary>10 classes, 3 recordings each to train, 1 to validate, 1 to test; four frames of 16x16.</summary>
    public static Recipe Recipe(params PhaseRecipe[] phases) => new()
    {
        Name = "tiny",
        Seed = 3,
        Data = new DataRecipe
        {
            Layout = DataLayout.Synthetic,
            Validation = 0.25,
            Synthetic = new SyntheticOptions { TrainPerClass = 4, TestPerClass = 1, Sensor = new SensorSize(16, 16), DurationMicros = 30_000 },
        },
        Frames = new FrameRecipe { Count = 4, Ann = 2, Snn = 2, Height = 16, Width = 16 },
        Network = new ArchitectureDescription.SmallCnn { Channels = [4, 4] },
        Phases = [.. phases],
    };

    public static Recipe BlurredTwin { get; } = Recipe(Pretrain with { Network = PhaseNetwork.Relu }, Blurred);

    public static Recipe Hsd { get; } = Recipe(Pretrain, Finetune);

    public static TrainingData Data(Recipe recipe) => TrainingData.Load(recipe, null, new PrepareOptions { Threads = 1 }, withTest: true);

    /// <summary>Runs a recipe in memory under an observer that checks the order of events.</summary>
    public static (RunResult Result, IReadOnlyList<TrainingEvent> Events) Run(
        Recipe recipe, int threads = 1, IRunStore? store = null, ITrainingObserver? observer = null, TrainingData? data = null, CancellationToken cancellation = default)
    {
        Assert.Empty(RecipeReader.Validate(recipe));
        using var engine = new Engine(threads);
        var order = new OrderedObserver();
        try
        {
            var observers = new TrainingObservers(observer is null ? [order] : [order, observer]);
            return (new RecipeRunner(engine, recipe, data ?? Data(recipe), observers, store ?? new NoRunStore()).Run(cancellation), order.Events);
        }
        finally
        {
            Assert.Equal(0, engine.Pool.LentBytes);
        }
    }

    /// <summary>Runs a recipe in a run folder, from the beginning or from where it stopped.</summary>
    public static RunResult RunIn(string folder, Recipe recipe, ITrainingObserver? observer = null, int threads = 1, TrainingData? data = null, CancellationToken cancellation = default)
    {
        using var run = RunFolder.Open(folder, recipe, RunFolderMode.CreateOrResume);
        var last = run.LoadLast();
        using var log = run.OpenLog(last?.Info, TimeProvider.System);
        using var engine = new Engine(threads);
        ITrainingObserver[] observers = observer is null ? [log] : [log, observer];
        return new RecipeRunner(engine, recipe, data ?? Data(recipe), new TrainingObservers(observers), new FolderRunStore(run, log, last)).Run(cancellation);
    }

    public static void AssertSame(Network expected, Network actual, string what = "")
    {
        Assert.Equal(expected.Description, actual.Description);
        foreach (var (a, b) in expected.Parameters.Zip(actual.Parameters))
            Close.SameBits(a.Values, b.Values, $"{what} {a.Name}");
    }

    /// <summary>The lines of a run log without times and without those that say the run was resumed.</summary>
    public static string[] Log(string folder) =>
    [
        .. RunLogReader.Read(Path.Combine(folder, "metrics.jsonl")).Entries.Select(e => e.Event)
            .Where((e, i) => e is not RunResumed && (e is not RunStarted || i == 0))
            .Select(e => e is EpochDone done ? done with { Seconds = 0, SamplesPerSecond = 0 } : e)
            .Select(e => System.Text.Encoding.UTF8.GetString(RunLogFormat.Line(default, e))),
    ];
}

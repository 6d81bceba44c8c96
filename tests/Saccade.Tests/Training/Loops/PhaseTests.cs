using Saccade.Networks;
using Saccade.Tests.Training.RunLog;
using Saccade.Training.Loops;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>What a phase keeps, how it goes wrong, and what a conversion reports.</summary>
public sealed class PhaseTests
{
    [Fact]
    public void Keep_Best_IsTheFirstOfTheBestEpochs()
    {
        var store = new MemoryRunStore();
        var recipe = Tiny.Recipe(Tiny.Pretrain with { Epochs = 6 });

        var (result, events) = Tiny.Run(recipe, store: store);

        var epochs = events.OfType<EpochDone>().ToList();
        int best = epochs.FindIndex(e => e.ValidationAccuracy == epochs.Max(x => x.ValidationAccuracy));
        Assert.Equal(new PhaseEnded("pretrain", best + 1, epochs[best].ValidationAccuracy) { DecidedBy = "validation" }, events.OfType<PhaseEnded>().Single());
        Tiny.AssertSame(MemoryRunStore.Network(store.Saved[best + 1].Checkpoint, "network/", result!.Network.Description), result.Network);
        Assert.Equal(epochs[best].ValidationAccuracy, result.Validation!.Accuracy);
    }

    [Fact]
    public void Keep_BestOfEquals_IsTheFirst()
    {
        // With this rate nothing changes, so every epoch is as good as the first.
        var still = Tiny.Finetune with { BatchNorm = BatchNormMode.Frozen, Optimizer = new OptimizerDescription.Sgd { Rate = 1e-30, Momentum = 0 }, Epochs = 3 };

        var (_, events) = Tiny.Run(Tiny.Recipe(Tiny.Pretrain, still));

        Assert.Equal(1, events.OfType<PhaseEnded>().Last().KeptEpoch);
        Assert.Single(events.OfType<EpochDone>().Where(e => e.Phase == "finetune").Select(e => e.ValidationAccuracy).Distinct());
    }

    [Fact]
    public void Keep_Last_IsTheLastEpochWithItsAccuracy()
    {
        var store = new MemoryRunStore();

        var (result, events) = Tiny.Run(Tiny.Recipe(Tiny.Pretrain with { Epochs = 3, Keep = KeepRule.Last }), store: store);

        Assert.Equal(new PhaseEnded("pretrain", 3, events.OfType<EpochDone>().Last().ValidationAccuracy), events.OfType<PhaseEnded>().Single());
        Tiny.AssertSame(MemoryRunStore.Network(store.Saved[^1].Checkpoint, "network/", result!.Network.Description), result.Network);
        Assert.All(store.Saved, s => Assert.False(s.IsBest));
    }

    [Fact]
    public void Keep_BestWithoutValidation_IsTheLastEpoch()
    {
        var store = new MemoryRunStore();
        var recipe = Tiny.Recipe(Tiny.Pretrain with { Epochs = 3 });

        var (result, events) = Tiny.Run(recipe with { Data = recipe.Data with { Validation = 0 } }, store: store);

        Assert.Equal(new PhaseEnded("pretrain", 3, null), events.OfType<PhaseEnded>().Single());
        Assert.Null(result!.Validation);
        Assert.Equal(["test"], events.OfType<Evaluated>().Select(e => e.Split));
        Assert.All(events.OfType<EpochDone>(), e => Assert.True(e.ValidationAccuracy is null && e.AccuracyBySteps.Count == 0));
        Tiny.AssertSame(MemoryRunStore.Network(store.Saved[^1].Checkpoint, "network/", result.Network.Description), result.Network);
    }

    [Fact]
    public void Phases_FromOneFormToTheSame_StartWhereTheOtherStopped()
    {
        var again = Tiny.Pretrain with { Name = "again", From = "pretrain" };
        var store = new MemoryRunStore();

        var (result, events) = Tiny.Run(Tiny.Recipe(Tiny.Pretrain with { Keep = KeepRule.Last }, again, Tiny.Finetune with { From = "again", Teachers = Tiny.Pretrained }), store: store);

        var ended = store.Saved.Last(s => s.Checkpoint.Info.Phase == "pretrain").Checkpoint;
        var begun = store.Saved.First(s => s.Checkpoint.Info.Phase == "again").Checkpoint;
        var description = Tiny.Hsd.Describe(new PhaseRecipe { Network = PhaseNetwork.Quantised }, 10);
        Tiny.AssertSame(MemoryRunStore.Network(ended, "network/", description), MemoryRunStore.Network(begun, "network/", description));
        Assert.Equal("finetune", events.OfType<ConversionDone>().Single().Phase);
        Assert.True(result!.Network.IsSpiking);
    }

    [Theory]
    [InlineData("pretrain", 1e30)]
    [InlineData("finetune", 1e38)]
    public void Rate_FarTooHigh_StopsTheRunAndNamesPhaseAndEpoch(string phase, double rate)
    {
        OptimizerDescription wild = new OptimizerDescription.Sgd { Rate = rate, Momentum = 0.9 };
        var recipe = phase == "pretrain" ? Tiny.Recipe(Tiny.Pretrain with { Optimizer = wild }) : Tiny.Recipe(Tiny.Pretrain, Tiny.Finetune with { Optimizer = wild });
        var order = new OrderedObserver();

        var e = Assert.Throws<TrainingDivergedException>(() => Tiny.Run(recipe, observer: order));

        Assert.StartsWith($"training diverged in phase '{phase}', epoch 1, step ", e.Message, StringComparison.Ordinal);
        Assert.Contains($"lower {phase}.optimizer.rate or set {phase}.clip", e.Message, StringComparison.Ordinal);
        Assert.Equal(new RunEnded(RunState.Failed, e.Message), order.Events[^1]);
    }

    [Fact]
    public void Clip_KeepsAHighRateWithinBounds()
    {
        var recipe = Tiny.Recipe(Tiny.Pretrain with { Clip = 1e-3, Optimizer = new OptimizerDescription.Sgd { Rate = 1, Momentum = 0 }, Schedule = new ScheduleDescription.Constant() });
        var start = Network.Create(recipe.Describe(new PhaseRecipe { Network = PhaseNetwork.Quantised }, 10), recipe.Seed);
        var store = new MemoryRunStore();

        Tiny.Run(recipe, store: store);

        // Eight steps of at most 1e-3 each, in the Euclidean norm over all that is trained.
        var end = MemoryRunStore.Network(store.Saved[^1].Checkpoint, "network/", start.Description);
        double distance = Math.Sqrt(start.Parameters.Zip(end.Parameters).Where(p => p.First.Kind != Saccade.Tensors.ParameterKind.Statistic)
            .Sum(p => p.First.Values.Zip(p.Second.Values, (a, b) => Math.Pow(a - b, 2)).Sum()));
        Assert.InRange(distance, 1e-4, 8.1e-3);
    }

    [Theory]
    [InlineData(SpikeHeight.Threshold)]
    [InlineData(SpikeHeight.Unit)]
    public void ConversionReport_AsManyStepsAsLevels_HasNoErrorInTheFirstLayer(SpikeHeight spikes)
    {
        var recipe = Tiny.Hsd with
        {
            Network = new ArchitectureDescription.SmallCnn { Channels = [4, 4], Quantisation = 2, Threshold = 2 },
            Conversion = NeuronDescription.Converted with { Height = spikes },
        };

        var (_, events) = Tiny.Run(recipe);

        var report = events.OfType<ConversionDone>().Single();
        Assert.Equal(("finetune", 2), (report.Phase, report.Layers.Count));
        Assert.Equal(["2", "6"], report.Layers.Select(l => l.Layer));
        Assert.All(report.Layers, l => Assert.True(l.Threshold > 0 && l.FiringRate is >= 0 and <= 1));

        // Constant input: exact but for rounding. Below the first layer spikes come unevenly, so single neurons may be off by a level.
        Assert.InRange(report.Layers[0].MaxError, 0, 1e-5);
        if (spikes == SpikeHeight.Threshold)
            Assert.InRange(report.Layers[1].MeanError, 0, 0.25);
        Assert.InRange(report.Layers[0].Errors!.Unevenness, 0, 1e-5);
        Assert.True(report is { AccuracyBefore: >= 0 and <= 1, AccuracyAfter: >= 0 and <= 1 });
        Assert.Equal((2, report.AccuracyAfter), (report.AccuracyAfterBySteps.Count, report.AccuracyAfterBySteps[^1]));
    }

    [Fact]
    public void ConversionReport_WithoutValidation_HasNoAccuracies()
    {
        var (_, events) = Tiny.Run(Tiny.Hsd with { Data = Tiny.Hsd.Data with { Validation = 0 } });

        Assert.True(events.OfType<ConversionDone>().Single() is { AccuracyBefore: null, AccuracyAfter: null });
    }
}

using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>Same recipe, same bits; what may differ does not matter, what matters does differ.</summary>
public sealed class ReproducibilityTests
{
    private static readonly Recipe _rich = Tiny.Hsd with
    {
        Augment = new AugmentRecipe { Flip = 0.5, Roll = 2, Rotate = 10, Cutout = 4 },
        Network = new ArchitectureDescription.Custom
        {
            Layers = [new Convolution(4), new BatchNorm(), new Activation(), new AveragePool(), new Dropout(0.2), new Flatten(), new Linear(12), new Activation(), new Dropout()],
        },
    };

    public static TheoryData<string, Recipe> Recipes => new() { { "hsd", Tiny.Hsd }, { "augmentation and dropout", _rich }, { "blurred", Tiny.BlurredTwin } };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Run_AnyNumberOfThreads_GivesTheSameBits(string name, Recipe recipe)
    {
        var (one, events) = Tiny.Run(recipe, threads: 1);

        foreach (int threads in new[] { 1, 2, 3 })
        {
            var (other, otherEvents) = Tiny.Run(recipe, threads);
            Tiny.AssertSame(one!.Network, other!.Network, $"{name}, {threads} threads");
            Assert.Equal(events.OfType<BatchDone>(), otherEvents.OfType<BatchDone>());
            Assert.Equal(one.Test!.AccuracyBySteps, other.Test!.AccuracyBySteps);
        }
    }

    [Fact]
    public void Run_OtherSeed_GivesAnotherNetwork()
        => Assert.False(Tiny.Run(Tiny.Hsd).Result.Network.Parameters[0].Values.SequenceEqual(Tiny.Run(Tiny.Hsd with { Seed = 4 }).Result.Network.Parameters[0].Values));

    [Fact]
    public void Run_OtherTestRecordings_ChangeNothingButTheTest()
    {
        var (result, events) = Tiny.Run(Tiny.Hsd);
        var (other, otherEvents) = Tiny.Run(Tiny.Hsd with { Data = Tiny.Hsd.Data with { Synthetic = Tiny.Hsd.Data.Synthetic! with { TestPerClass = 3 } } });

        Tiny.AssertSame(result!.Network, other!.Network);
        Assert.Equal(events.OfType<BatchDone>(), otherEvents.OfType<BatchDone>());
        Assert.Equal(events.OfType<EpochDone>().Select(e => e.ValidationAccuracy), otherEvents.OfType<EpochDone>().Select(e => e.ValidationAccuracy));
        Assert.Equal((10, 30), (result.Test!.Samples, other.Test!.Samples));
    }

    [Fact]
    public void Run_Events_SayWhatTheResultSays()
    {
        var (result, events) = Tiny.Run(Tiny.Hsd);

        var started = Assert.IsType<RunStarted>(events[0]);
        Assert.Equal((30, 10, 10, 10, 3UL), (started.TrainSamples, started.ValidationSamples, started.TestSamples, started.Labels.Count, started.Seed));
        Assert.Equal(result!.Network.Parameters.Where(p => p.Kind != ParameterKind.Statistic).Sum(p => p.Shape.Count), started.Parameters);
        Assert.Equal([("pretrain", "quantised", 2, 2, "0 1"), ("finetune", "spiking", 2, 2, "2 3")], events.OfType<PhaseStarted>().Select(e => (e.Phase, e.Network, e.Epochs, e.Steps, string.Join(' ', e.Positions!))));
        Assert.All(events.OfType<PhaseStarted>(), e => Assert.True(e.PlannedBytes > 0));
        Assert.Equal(["pretrain", "pretrain", "finetune", "finetune"], events.OfType<CheckpointSaved>().Select(e => e.Phase));
        Assert.Equal(2 * 2 * 4, events.OfType<BatchDone>().Count());
        Assert.Equal(new RunEnded(RunState.Completed), events[^1]);

        // The test part: once, after everything else but the maps of a recording.
        Assert.IsType<MapsDrawn>(events[^2]);
        var test = Assert.IsType<Evaluated>(events[^3]);
        Assert.Equal(["validation", "test"], events.OfType<Evaluated>().Select(e => e.Split));
        Assert.Equal((result.Test!.Accuracy, 10, 2), (test.Accuracy, test.Samples, test.AccuracyBySteps.Count));
        Assert.Equal(10, test.Confusion.Sum(row => row.Sum()));
        Assert.Equal(test.Accuracy, test.Confusion.Select((row, k) => row[k]).Sum() / 10.0);
        Assert.Equal(["2", "6"], test.FiringRates.Select(r => r.Layer));
        Assert.Equal([2, 3], result.Positions);
    }

    [Fact]
    public void Run_EpochsLoss_IsTheMeanOverSamplesAndTheSumOfItsTerms()
    {
        var (_, events) = Tiny.Run(Tiny.Hsd);

        foreach (var epoch in events.OfType<EpochDone>())
        {
            var batches = events.OfType<BatchDone>().Where(b => b.Phase == epoch.Phase && b.Epoch == epoch.Epoch).ToList();
            Assert.Equal([1, 2, 3, 4], batches.Select(b => b.Batch));
            Assert.All(batches, b => Assert.Equal(4, b.Batches));
            Assert.Equal(batches[^1].Loss, epoch.TrainLoss);
            Assert.Equal(epoch.TrainLoss, epoch.LossTerms.Sum(t => t.Value), 1e-5);
            Assert.Equal(epoch.Phase == "pretrain" ? ["cross-entropy"] : ["cross-entropy", "step-distillation"], epoch.LossTerms.Select(t => t.Kind));
            Assert.Equal(epoch.Phase == "pretrain" ? 0 : 2, epoch.FiringRates.Count);
            Assert.Equal(epoch.ValidationAccuracy, epoch.AccuracyBySteps[^1]);
            Assert.InRange(epoch.TrainAccuracy, 0, 1);
        }

        // Cosine over two epochs.
        Assert.Equal([0.05, 0.025, 1e-3, 5e-4], events.OfType<EpochDone>().Select(e => e.Rate), (a, b) => Math.Abs(a - b) < 1e-12);
    }
}

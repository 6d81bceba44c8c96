using Saccade.Events.Cache;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Networks;
using Saccade.Training.Data;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>The whole method learns: an accuracy as an assertion.</summary>
public sealed class AccuracyTests
{
    [Fact]
    [Trait("Speed", "slow")]
    public void Hsd_FourHundredRecordings_IsFarAboveChance()
    {
        var recipe = Tiny.Recipe(
            Tiny.Pretrain with { Epochs = 6, Batch = 16 },
            Tiny.Finetune with { Epochs = 6, Batch = 16, Optimizer = new OptimizerDescription.Adam { Rate = 3e-3 } }) with
        {
            Data = new DataRecipe { Layout = DataLayout.Synthetic, Validation = 0.1, Synthetic = new SyntheticOptions { TrainPerClass = 40, TestPerClass = 20, Sensor = new SensorSize(24, 24), DurationMicros = 120_000 } },
            Frames = new FrameRecipe { Count = 8, Ann = 4, Snn = 4, Height = 24, Width = 24 },
            Network = new ArchitectureDescription.SmallCnn { Channels = [12, 24], Quantisation = 4 },
        };
        var data = TrainingData.Load(recipe, null, new PrepareOptions(), withTest: true);

        var (result, _) = Tiny.Run(recipe, threads: 2, data: data);

        // Chance is 0.1. The classes come in pairs of opposite motion, so whoever sees only shapes gets 0.5.
        Assert.True(result!.Test!.Accuracy > 0.4, $"test accuracy by steps {string.Join(", ", result.Test.AccuracyBySteps)}");
    }
}

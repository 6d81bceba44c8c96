using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Ops;
using Saccade.Training.Data;
using Saccade.Training.Losses;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>
/// Each method as a recipe: the loss of the first batch equals, to the bit, what the equations say on the frames that the recipe
/// names.
/// </summary>
public sealed class ObjectiveTests
{
    private static readonly AugmentRecipe _flips = new() { Flip = 0.5, Roll = 3 };

    public static TheoryData<FrameSelection, int[], bool> TeacherFrames => new()
    {
        { FrameSelection.Ann, [0, 1], false },
        { FrameSelection.Snn, [2, 3], false },
        { FrameSelection.All, [0, 1, 2, 3], false },
        { FrameSelection.Ann, [0, 1], true },
        { FrameSelection.All, [0, 1, 2, 3], true },
    };

    public static TheoryData<string, LossDescription> Distillations => new()
    {
        { "skd", new StepDistillation { Temperature = 4, Weight = 0.5 } },
        { "skd as published", new StepDistillation { Reduction = KlReduction.ElementMean } },
        { "vanilla kd", new Distillation { Temperature = 10, Weight = 2 } },
    };

    [Theory]
    [MemberData(nameof(TeacherFrames))]
    public void Distillation_TeacherSeesTheFramesOfTheRecipeUnderTheSameAugmentation(FrameSelection choice, int[] positions, bool augmented)
    {
        var recipe = Tiny.Recipe(Tiny.Pretrain, Tiny.Finetune with { Teachers = [new TeacherRecipe { Name = "pretrain", Frames = choice }] });
        if (augmented)
            recipe = recipe with { Augment = _flips };

        AssertFirstLoss(recipe, [2, 3], positions, (z, y, teacher) => BinaryOp.Add(LossTerms.CrossEntropyOfMean(z, y), LossTerms.StepDistillation(z, teacher, 2)));
    }

    [Theory]
    [MemberData(nameof(Distillations))]
    public void Distillation_KindTemperatureReductionAndWeight_AreThoseOfTheRecipe(string name, LossDescription term)
        => AssertFirstLoss(
            Tiny.Recipe(Tiny.Pretrain, Tiny.Finetune with { Objective = [term] }), [2, 3], [0, 1],
            (z, _, teacher) => name switch
            {
                "skd" => UnaryOp.Scale(LossTerms.StepDistillation(z, teacher, 4), 0.5f),
                "skd as published" => LossTerms.StepDistillation(z, teacher, 2, elementMean: true),
                _ => UnaryOp.Scale(LossTerms.Distillation(z, teacher, 10), 2),
            });

    [Theory]
    [InlineData(FrameDivision.Leading, new[] { 2, 3 }, new[] { 0, 1 })]
    [InlineData(FrameDivision.Interleaved, new[] { 1, 3 }, new[] { 0, 2 })]
    public void Partition_BothNetworksSeeTheirPositions(FrameDivision partition, int[] student, int[] teacher)
    {
        var recipe = Tiny.Hsd with { Frames = Tiny.Hsd.Frames with { Partition = partition } };

        AssertFirstLoss(recipe, student, teacher, (z, y, t) => BinaryOp.Add(LossTerms.CrossEntropyOfMean(z, y), LossTerms.StepDistillation(z, t, 2)));
        Assert.Equal(student, Tiny.Run(recipe).Result.Positions);

        // And the pre-training: each frame for itself, batch statistics.
        var data = Tiny.Data(recipe);
        var start = Network.Create(recipe.Describe(new PhaseRecipe { Network = PhaseNetwork.Quantised }, 10), recipe.Seed);
        AssertFirstBatch(recipe, data, 0, new FirstStep(recipe, data, 0) { Positions = teacher }.Loss(start, null, (z, y, _) => LossTerms.CrossEntropyPerStep(z, y)));
    }

    [Fact]
    public void Partition_UnequalParts_AreFedWhole()
    {
        var recipe = Tiny.Hsd with { Frames = Tiny.Hsd.Frames with { Count = 5, Ann = 2, Snn = 3 } };

        AssertFirstLoss(recipe, [2, 3, 4], [0, 1], (z, y, t) => BinaryOp.Add(LossTerms.CrossEntropyOfMean(z, y), LossTerms.StepDistillation(z, t, 2)));
    }

    [Fact]
    public void FineTuning_WithCrossEntropyOnly_NeedsNoTeacher()
        => AssertFirstLoss(
            Tiny.Recipe(Tiny.Pretrain, Tiny.Finetune with { Teachers = [], Objective = [new CrossEntropy { Smoothing = 0.1 }] }), [2, 3], null,
            (z, y, _) => LossTerms.CrossEntropyOfMean(z, y, 0.1));

    [Fact]
    public void Direct_SpikingNetworkFromRandomWeights()
        => AssertFirstLoss(Tiny.Recipe(Tiny.Direct) with { Augment = _flips }, [2, 3], null, (z, y, _) => LossTerms.CrossEntropyOfMean(z, y));

    [Fact]
    public void Tet_OnAllFrames()
        => AssertFirstLoss(
            Tiny.Recipe(Tiny.Direct with { Frames = FrameSelection.All, Objective = [new Tet { Lambda = 0.05, Target = 0.5 }] }), [0, 1, 2, 3], null,
            (z, y, _) => LossTerms.Tet(z, y, 0.05, 0.5));

    [Fact]
    public void Pretraining_OfMeanLogits_IsTheAuthorsCode()
    {
        var recipe = Tiny.Recipe(Tiny.Pretrain with { Objective = [new CrossEntropy { Of = LogitsOf.MeanLogits }] });

        AssertFirstLoss(recipe, [0, 1], null, (z, y, _) => LossTerms.CrossEntropyOfMean(z, y));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Teacher_NeverChanges(bool augmented)
    {
        var recipe = augmented ? Tiny.Hsd with { Augment = _flips } : Tiny.Hsd;
        var store = new MemoryRunStore();

        var (result, _) = Tiny.Run(recipe, store: store);

        // Every checkpoint of the fine-tuning holds the teacher as the pre-training left it: its best epoch.
        var before = store.Saved.Last(s => s.Checkpoint.Info.Phase == "pretrain").Checkpoint;
        var teacher = MemoryRunStore.Network(before, "best/", Quantised(recipe));
        var after = store.Saved.Where(s => s.Checkpoint.Info.Phase == "finetune").ToList();
        Assert.Equal(3, after.Count);
        foreach (var (checkpoint, _) in after)
            Tiny.AssertSame(teacher, MemoryRunStore.Network(checkpoint, "done/pretrain/", Quantised(recipe)));

        // The student starts as its conversion, and does not stay so.
        var start = SpikingConversion.Convert(teacher, recipe.Conversion);
        Tiny.AssertSame(start, MemoryRunStore.Network(after[0].Checkpoint, "network/", start.Description));
        Assert.False(start.Parameters[0].Values.SequenceEqual(result!.Network.Parameters[0].Values));
    }

    [Theory]
    [InlineData(BatchNormMode.Train, true, true)]
    [InlineData(BatchNormMode.FrozenStatistics, false, true)]
    [InlineData(BatchNormMode.Frozen, false, false)]
    public void BatchNorm_ByMode_KeepsWhatItFreezes(BatchNormMode mode, bool statistics, bool affine)
    {
        var recipe = Tiny.Recipe(Tiny.Pretrain, Tiny.Finetune with { BatchNorm = mode });
        var store = new MemoryRunStore();

        var (result, _) = Tiny.Run(recipe, store: store);

        var teacher = MemoryRunStore.Network(store.Saved[^1].Checkpoint, "done/pretrain/", Quantised(recipe));
        foreach (var (old, now) in teacher.Parameters.Zip(result!.Network.Parameters))
        {
            bool changes = old.Kind switch { ParameterKind.Statistic => statistics, ParameterKind.Normalization => affine, ParameterKind.Threshold => false, _ => true };
            Assert.Equal(changes, !old.Values.SequenceEqual(now.Values));
        }
    }

    [Fact]
    public void Conversion_OptionsOfTheRecipe_ReachTheNeurons()
    {
        var recipe = Tiny.Hsd with
        {
            Conversion = NeuronDescription.Converted with
            {
                Height = SpikeHeight.Unit,
                Start = 0.25f,
                FireRule = Kernels.Neurons.FireRule.Above,
                TrainThreshold = true,
                ResetGradient = Kernels.Neurons.ResetGradient.Detached,
                Surrogate = new Kernels.Neurons.Surrogate.ATan(2),
            },
        };
        var store = new MemoryRunStore();

        var network = Tiny.Run(recipe, store: store).Result.Network;

        var neuron = network.AllLayers.OfType<SpikingLayer>().First().Neuron;
        Assert.Equal((SpikeHeight.Unit, 0.25f, true, NeuronKind.If), (neuron.Height, neuron.Start, neuron.TrainThreshold, neuron.Kind));
        Assert.Equal((Kernels.Neurons.FireRule.Above, Kernels.Neurons.ResetGradient.Detached, Kernels.Neurons.ResetKind.Soft), (neuron.FireRule, neuron.ResetGradient, neuron.Reset));
        Assert.Equal(new Kernels.Neurons.Surrogate.ATan(2), neuron.Surrogate);
        var teacher = MemoryRunStore.Network(store.Saved[^1].Checkpoint, "done/pretrain/", Quantised(recipe));
        Assert.All(teacher.Parameters.Zip(network.Parameters).Where(p => p.First.Kind == ParameterKind.Threshold), p => Assert.NotEqual(p.First.Values[0], p.Second.Values[0]));
    }

    private static NetworkDescription Quantised(Recipe recipe) => recipe.Describe(new PhaseRecipe { Network = PhaseNetwork.Quantised }, 10);

    private static void AssertFirstLoss(Recipe recipe, int[] positions, int[]? teacherPositions, Func<Tensor, int[], float[], Tensor> loss)
    {
        var data = Tiny.Data(recipe);
        int phase = recipe.Phases.Count - 1;
        Network? teacher = null;
        Network start;
        if (recipe.Phases[phase].From is null)
        {
            start = Network.Create(recipe.Describe(recipe.Phases[phase], 10), recipe.Seed);
        }
        else
        {
            teacher = Tiny.Run(recipe with { Phases = [recipe.Phases[0]] }, data: data).Result.Network;
            start = SpikingConversion.Convert(teacher, recipe.Conversion);
        }

        var step = new FirstStep(recipe, data, phase) { Positions = positions, TeacherPositions = teacherPositions ?? [] };
        AssertFirstBatch(recipe, data, phase, step.Loss(start, teacherPositions is null ? null : teacher, loss));
    }

    private static void AssertFirstBatch(Recipe recipe, TrainingData data, int phase, double expected)
    {
        var first = Tiny.Run(recipe, data: data).Events.OfType<BatchDone>().First(b => b.Phase == recipe.Phases[phase].Name);

        // The report is the mean over samples: (8 loss) / 8.
        Assert.Equal(expected * 8 / 8, first.Loss);
    }
}

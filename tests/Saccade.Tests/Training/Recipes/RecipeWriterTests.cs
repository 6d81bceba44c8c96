using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

public sealed class RecipeWriterTests
{
    private static readonly LossDescription[] _distillations =
    [
        new StepDistillation { Weight = 0.3 }, new WeightedDistillation { Temperature = 3 }, new FeatureDistillation { Tap = "0", Reduction = FeatureReduction.BatchMean },
        new BlurredDistillation { Tap = "0", TeacherTap = "1", Ratio = 0.6, Unit = BlurUnit.Pixel, Restores = false, Clips = true, Reduction = FeatureReduction.ElementMean },
    ];

    [Fact]
    public void ToYaml_Default_SpellsOutEveryValue()
    {
        string yaml = RecipeWriter.ToYaml(RecipeReader.Read("{name: r, phases: {a: {network: quantised}, b: {network: spiking, from: a}}}", "r"));

        Assert.Equal(
            """
            name: r
            seed: 1
            threads: 0
            data:
              layout: auto
              path: null
              split: null
              test: 0.1
              validation: 0.1
              train: 1
              validation-seed: 1
              fold: null
              synthetic: null
              simulated: null
            frames:
              count: 10
              slicing: number
              slice: 0
              height: 34
              width: 34
              channels: 2
              polarity: separate
              compression: {time: 1, space: 1}
              resize: nearest
              crop: 0
              on-demand: false
              fit: sensor
              counts: linear
              window: 1
              partition: leading
              ann: 5
              snn: 5
            augment:
              apply: each
              flip: 0
              roll: 0
              rotate: 0
              shear: 0
              cutout: 0
              wide: false
              keep: 1
              shift: 0
              swap: 0
              crop: null
              rand: null
              erase: 0
              mix: null
            network:
              preset: small-cnn
              channels: [32, 64, 64]
              pool: average
              norm: []
              synapses: []
              synapses-at: input
              quantisation: 4
              threshold: 8
            neuron:
              kind: lif
              tau: 2
              decay-input: true
              threshold: 1
              reset: hard
              reset-potential: 0
              reset-gradient: full
              fire-rule: at-or-above
              start: 0
              height: unit
              threshold-is-parameter: false
              train-threshold: false
              train-reset-potential: false
              per-channel: []
              levels: 1
              surrogate: {kind: triangle, gamma: 1}
              surrogate-units: threshold
            conversion:
              kind: if
              tau: 2
              decay-input: true
              threshold: 1
              reset: soft
              reset-potential: 0
              reset-gradient: full
              fire-rule: at-or-above
              start: 0.5
              height: threshold
              threshold-is-parameter: true
              train-threshold: false
              train-reset-potential: false
              per-channel: []
              levels: 1
              surrogate: {kind: triangle, gamma: 1}
              surrogate-units: threshold
            phases:
              a:
                network: quantised
                from: null
                teachers: {}
                frames: ann
                epochs: 20
                batch: 32
                objective: [{kind: cross-entropy, of: each-step, smoothing: 0, weight: 1}]
                gradients: {kind: bptt}
                optimizer: {kind: sgd, momentum: 0.9, nesterov: false, rate: 0.1, weight-decay: 0.0005, norm-weight-decay: null, threshold-weight-decay: null, bias-weight-decay: null}
                schedule: {kind: cosine, final: 0, warmup: 0}
                batch-norm: train
                clip: null
                average: 0
                recompute: false
                keep: best
              b:
                network: spiking
                from: a
                teachers: {}
                frames: snn
                epochs: 20
                batch: 32
                objective: [{kind: cross-entropy, of: mean-logits, smoothing: 0, weight: 1}]
                gradients: {kind: bptt}
                optimizer: {kind: adam, beta1: 0.9, beta2: 0.999, epsilon: 1.0e-08, rate: 0.001, weight-decay: 0, norm-weight-decay: null, threshold-weight-decay: null, bias-weight-decay: null}
                schedule: {kind: cosine, final: 0, warmup: 0}
                batch-norm: train
                clip: null
                average: 0
                recompute: false
                keep: best

            """,
            yaml);
    }

    [Fact]
    public void ToYamlAndJson_ManyRecipes_ReadBackAsEqualValues() =>
        Prop.ForAll(Arb.From(Recipes()), recipe =>
        {
            Assert.Empty(RecipeReader.Validate(recipe));
            Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToYaml(recipe), "yaml"));
            Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToJson(recipe), "json"));
            Assert.Empty(RecipeWriter.Differences(recipe, RecipeReader.Read(RecipeWriter.ToYaml(recipe), "yaml")));
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260102, 11));

    [Fact]
    public void ToYaml_AnyPath_ReadsBackUnchanged() =>
        Prop.ForAll<string>(path =>
        {
            string text = path is null or "" ? " " : new string([.. path.Select(c => char.IsSurrogate(c) ? '?' : c)]);
            Assert.Equal(text, Again(text));
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260102, 11));

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("5")]
    [InlineData("1e5")]
    [InlineData("~")]
    [InlineData("yes")]
    [InlineData(" padded ")]
    [InlineData("C:\\data\\n \"mnist\": #1")]
    [InlineData("line\nbreak\ttab\0")]
    [InlineData("größe 𝄞 \u2028 \uFEFF")]
    [InlineData("- a")]
    [InlineData("{a: b}")]
    public void ToYaml_TextThatLooksLikeSomethingElse_StaysAText(string path) => Assert.Equal(path, Again(path));

    [Fact]
    public void ToJson_IsJsonWithTypedValues()
    {
        using var json = JsonDocument.Parse(RecipeWriter.ToJson(Base() with { Name = "2024" }));

        Assert.Equal("2024", json.RootElement.GetProperty("name").GetString());
        Assert.Equal(10, json.RootElement.GetProperty("frames").GetProperty("count").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("data").GetProperty("path").ValueKind);
        Assert.Equal(1e-8, json.RootElement.GetProperty("phases").GetProperty("b").GetProperty("optimizer").GetProperty("epsilon").GetDouble());
        Assert.False(json.RootElement.GetProperty("conversion").GetProperty("train-threshold").GetBoolean());
    }

    [Fact]
    public void DifferencesAndHash_IgnoreWhatCannotChangeResults()
    {
        var a = Base();
        var moved = a with { Threads = 3, Data = a.Data with { Path = "/elsewhere" } };
        var other = a with { Seed = 2, Frames = a.Frames with { Slicing = FrameSlicing.Time }, Neuron = NeuronDescription.Direct with { Kind = NeuronKind.Plif } };

        Assert.Empty(RecipeWriter.Differences(a, moved));
        Assert.Equal(RecipeWriter.Hash(a), RecipeWriter.Hash(moved));
        Assert.NotEqual(RecipeWriter.Hash(a), RecipeWriter.Hash(other));
        Assert.Equal(
            ["seed: 1, now 2", "frames.slicing: number, now time", "neuron.kind: lif, now plif"],
            RecipeWriter.Differences(a, other));
    }

    [Fact]
    public void ToMarkdown_NamesEveryKeyThatIsWritten()
    {
        string reference = RecipeReference.ToMarkdown(RecipeKinds.Standard);

        foreach (string line in RecipeWriter.ToYaml(Base()).Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal)))
        {
            string key = line[..line.IndexOf(':', StringComparison.Ordinal)].Trim();
            Assert.True(key is "a" or "b" or "kind" or "preset" || reference.Contains($"{key}`", StringComparison.Ordinal), key);
        }

        Assert.Contains("| `momentum` | a number from 0 to below 1 | `0.9` | Share of the last step that the next one keeps. |", reference, StringComparison.Ordinal);
        Assert.Contains("| `count` | a whole number from 1 to 4096 | `10` | T, the number of frames of a recording. |", reference, StringComparison.Ordinal);
    }

    private static Recipe Base() => RecipeReader.Read("{name: r, phases: {a: {network: quantised}, b: {network: spiking, from: a}}}", "r");

    private static string? Again(string path)
    {
        var recipe = Base() with { Data = new DataRecipe { Path = path } };
        Assert.Equal(path, RecipeReader.Read(RecipeWriter.ToJson(recipe), "json").Data.Path);
        return RecipeReader.Read(RecipeWriter.ToYaml(recipe), "yaml").Data.Path;
    }

    private static Gen<Recipe> Recipes() =>
        from seed in Gen.Choose(0, int.MaxValue)
        from count in Gen.Choose(2, 20)
        from partition in Gen.Elements(Enum.GetValues<FrameDivision>())
        from network in Gen.Elements<ArchitectureDescription>(
            new ArchitectureDescription.SmallCnn { Channels = [3, 5] }, new ArchitectureDescription.VggSnn { Pool = PoolKind.Max, Threshold = 0.1f }, new ArchitectureDescription.Snn5(),
            new ArchitectureDescription.VggSnn { Strided = true, Norm = [new BatchNorm(Scale: 2), new StepScale(20)] }, new ArchitectureDescription.ResNet19 { Norm = [new BatchNorm(Scale: 0.5f)] },
            new ArchitectureDescription.SlttVgg11 { Dropout = 0.5 }, new ArchitectureDescription.SewNet { Channels = [3, 5], Connect = Combine.And },
            new ArchitectureDescription.SewResNet { Channels = [3], Blocks = [2], Stem = ResNetStem.Small, Connect = Combine.Iand }, new ArchitectureDescription.SpikingResNet { Bottleneck = true }, new ArchitectureDescription.MsResNet { LastScale = 0.5f },
            new ArchitectureDescription.Custom { Layers = [new Convolution(4, Bias: false), new Branches([new LayerPath("a", [new Activation { Name = "tap" }]), new LayerPath("b", [])], Combine.Iand), new Flatten(), new Linear(9)] })
        from neuron in Gen.Elements(
            NeuronDescription.Direct with { Start = 0.25f }, NeuronDescription.Direct with { Tau = 1.1 }, NeuronDescription.Direct with { Kind = NeuronKind.Plif, Surrogate = new Surrogate.ATan(3) })
        from data in Gen.Elements(
            new DataRecipe { Path = "a b" }, new DataRecipe { Layout = DataLayout.Synthetic, Synthetic = DataRecipe.UsualSynthetic with { Seed = ulong.MaxValue } }, new DataRecipe { Train = 0.5 }, new DataRecipe { Validation = 0, Fold = new FoldRecipe { Index = 1, Of = 3 } })
        from phases in Gen.NonEmptyListOf(Phases())
        select new Recipe
        {
            Name = "r",
            Seed = (ulong)seed,
            Data = data,
            Frames = new FrameRecipe { Count = count, Partition = partition, Ann = (count + 1) / 2, Snn = count / 2 },
            Network = network,
            Neuron = neuron,
            Phases = [.. phases.Select((phase, i) => phase with { Name = $"p{i}", Teachers = i > 0 ? [new TeacherRecipe { Name = "p0" }] : [], Objective = i > 0 ? [.. phase.Objective, _distillations[i % _distillations.Length]] : phase.Objective })],
        };

    private static Gen<PhaseRecipe> Phases() =>
        from network in Gen.Elements(Enum.GetValues<PhaseNetwork>())
        from frames in Gen.Elements(FrameSelection.Ann, FrameSelection.Snn, FrameSelection.All)
        from epochs in Gen.Choose(3, 1000)
        from rate in Gen.Choose(1, 1_000_000)
        from optimizer in Gen.Elements<OptimizerDescription>(new OptimizerDescription.Sgd { Nesterov = true }, new OptimizerDescription.Adam { WeightDecay = 1e-300, BiasWeightDecay = 0 }, new OptimizerDescription.AdamW { Beta1 = 1.0 / 3 })
        from objective in Gen.Elements<LossDescription>(new CrossEntropy { Of = LogitsOf.EachStep, Smoothing = 0.1 }, new Tet { Target = -2 })
        from schedule in Gen.Elements<ScheduleDescription>(new ScheduleDescription.Constant { Warmup = 2 }, new ScheduleDescription.Cosine { Final = 1e-9 })
        select new PhaseRecipe
        {
            Network = network,
            Frames = frames,
            Epochs = epochs,
            Optimizer = optimizer with { Rate = 1.0 / rate },
            Objective = [objective],
            Schedule = schedule,
            Clip = rate % 2 == 0 ? null : 1.5,
            Keep = KeepRule.Last,
        };
}

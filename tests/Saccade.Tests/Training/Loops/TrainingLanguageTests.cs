using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Data;
using Saccade.Training.Losses;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>Frames, teachers, helpers, targets and the choice of an epoch, as a recipe says them.</summary>
public sealed class TrainingLanguageTests
{
    [Theory]
    [InlineData("{count: 8}", "{a: {network: spiking}}", "0 1 2 3 4 5 6 7")]
    [InlineData("{count: 8, snn: 3}", "{a: {network: spiking}}", "5 6 7")]
    [InlineData("{count: 8}", "{p: {network: quantised}, a: {network: spiking, from: p}}", "4 5 6 7")]
    [InlineData("{count: 16, ann: 6, snn: 5}", "{p: {network: quantised}, a: {network: spiking, from: p}}", "6 7 8 9 10")]
    [InlineData("{count: 9, partition: interleaved, ann: 4, snn: 3}", "{a: {network: spiking}}", "1 3 5")]
    [InlineData("{count: 16}", "{a: {network: spiking, frames: 6-10}}", "6 7 8 9 10")]
    [InlineData("{count: 16}", "{a: {network: spiking, frames: 1-15/4}}", "1 5 9 13")]
    [InlineData("{count: 16}", "{a: {network: spiking, frames: 3}}", "3")]
    public void Frames_AreThoseThatTheRecipeMeans(string frames, string phases, string positions)
    {
        var recipe = RecipeReader.Read($"{{name: r, frames: {frames}, phases: {phases}}}", "r");

        Assert.Equal(positions, string.Join(' ', recipe.Frames.Positions(recipe.Phase("a").Frames)));
        Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToYaml(recipe), "again"));
    }

    [Theory]
    [InlineData("frames: 6-20", "phases.a.frames: got '6-20', expected positions from 0 to 9")]
    [InlineData("frames: 6-2", "phases.a.frames: got text '6-2', expected ann | snn | all | a range")]
    [InlineData("frames: some", "phases.a.frames: got text 'some', expected ann | snn | all | a range")]
    [InlineData("teacher: p", "phases.a.teacher: got a key of an earlier version, expected the key 'teachers', for example teachers: {pretrain: {frames: ann}}")]
    [InlineData("objective: [{kind: feature-distillation, tap: maps}], teachers: {p: {}}", "phases.a.objective.0.tap: got 'maps', expected a layer of the trained network: one of ")]
    [InlineData("objective: [{kind: distillation}], teachers: {p: {}, q: {model: q.safetensors}}", "phases.a.objective.0.teacher: got none named, and several teachers")]
    [InlineData("objective: [{kind: distillation, teacher: r}], teachers: {p: {}}", "phases.a.objective.0.teacher: got 'r', expected a teacher of the phase: ")]
    [InlineData("objective: [{kind: blurred-distillation, tap: features}], teachers: {p: {}}", "phases.a.objective.0: got the student's features are [F 1024]; only a map can be blurred, such as the output of the layer before the flatten")]
    [InlineData("architecture: {preset: vgg-snn, gates: [{kind: tcja, steps: 8}]}, frames: all", "phases.a.frames: got a TCJA gate is made for 8 time steps, and there are 10, expected as many frames as the network is made for")]
    [InlineData("architecture: {preset: small-cnn, norm: [{kind: batch-norm}, {kind: step-scale, steps: 3}]}", "phases.a.frames: got a step scale has factors for 3 time steps, and there are 10")]
    [InlineData("architecture: {preset: vgg-snn, gates: [{kind: tcja, steps: 10}]}, gradients: {kind: sltt}, objective: [{kind: tet}]", "phases.a.frames: got a TCJA gate sees all time steps at once, and they come in pieces")]
    [InlineData("from: p, neuron: {kind: if}", "phases.a.neuron: got a neuron of its own in a phase that starts from 'p'")]
    public void Phase_ThatCannotBe_IsToldWithItsPlace(string keys, string message)
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read($"{{name: r, phases: {{p: {{network: quantised}}, a: {{network: spiking, {keys}}}}}}}", "r"));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aligner_IsTrainedAndCheckpointed_AndNoPartOfTheModel()
    {
        var recipe = Tiny.Recipe(Tiny.Pretrain, Tiny.Aligned);
        var store = new MemoryRunStore();

        var (result, _) = Tiny.Run(recipe, store: store);

        var saved = store.Saved.Where(s => s.Checkpoint.Info.Phase == "aligned").Select(s => s.Checkpoint.Find("helper/objective.2.align.weight")!).ToList();
        Assert.Equal([1, 1, 3, 4], saved[0].Shape);
        Assert.NotEqual(saved[0].Floats.ToArray(), saved[^1].Floats.ToArray());
        Assert.DoesNotContain(result!.Network.Parameters, p => p.Name.Contains("align", StringComparison.Ordinal));
        var plain = Network.Create(recipe.Describe(Tiny.Aligned, 10), 1);
        Assert.Equal(plain.Parameters.Select(p => p.ToString()), result.Network.Parameters.Select(p => p.ToString()));
    }

    [Fact]
    public void FeatureDistillation_GradientsOfNetworkAndAligner_AreThoseOfDifferences()
    {
        using var engine = new Engine(1);
        var student = Network.Create(new NetworkDescription(new FrameSize(4, 4), [new Convolution(3) { Name = "map" }, new Flatten(), new Linear(2)]), 1);
        var teacher = Network.Create(new NetworkDescription(new FrameSize(4, 4), [new Convolution(5) { Name = "map" }, new Flatten(), new Linear(2)]), 2);
        var loss = new FeatureDistillation { Tap = "map" }.Build(new LossScope(student, new Dictionary<string, Network> { ["t"] = teacher }, null, LayerScope.Apart("objective.0", 3, 1)));
        float[] frames = RandomData.Normal(2 * 2 * 4 * 4 * 2, 4), features = RandomData.Normal(2 * 4 * 4 * 5, 5);
        double Loss(Gradients? _ = null) => Take(false).Value;
        (float Value, Gradients? Gradients) Take(bool back)
        {
            using var tape = new Tape(engine, recording: back);
            var pass = new ForwardPass(tape) { TrainsParameters = true, Taps = new TapSet("map") };
            var logits = student.Forward(tape.Constant(new Shape("TNHWC", 2, 2, 4, 4, 2), frames), pass);
            var step = new StepContext(pass, logits, ClassTargets.Of([0, 1], 2)) { Teachers = new Dictionary<string, TeacherAnswer> { ["t"] = new(1, [], [], new Dictionary<string, float[]> { ["map"] = features }) } };
            var value = loss.Of(step);
            return (value.Values[0], back ? tape.Backward(value) : null);
        }

        using var gradients = Take(true).Gradients!;
        foreach (var parameter in loss.Parameters.Concat(student.Parameters.Take(2)))
        {
            float[] got = gradients.Of(parameter).ToArray();
            for (int i = 0; i < parameter.Values.Length; i += 3)
            {
                float before = parameter.Values[i];
                parameter.Values[i] = before + 0.01f;
                double up = Loss();
                parameter.Values[i] = before - 0.01f;
                double down = Loss();
                parameter.Values[i] = before;
                Assert.Equal((up - down) / 0.02, got[i], 2e-3);
            }
        }
    }

    [Fact]
    public void BestTest_ChoosesByTheTestPart_AndIsLabelledWhereverItAppears()
    {
        var (result, events) = Tiny.Run(Tiny.Recipe(Tiny.Direct with { Epochs = 3, Keep = KeepRule.BestTest }));

        var epochs = events.OfType<EpochDone>().ToList();
        double best = epochs.Max(e => e.TestAccuracy!.Value);
        var ended = Assert.Single(events.OfType<PhaseEnded>());
        Assert.Equal(("test", best), (ended.DecidedBy, ended.KeptAccuracy!.Value));
        Assert.Equal(epochs.First(e => e.TestAccuracy == best).Epoch, ended.KeptEpoch);
        Assert.True(result!.ChoseByTest);
        Assert.Equal(["validation", "test (which chose the epoch)"], events.OfType<Evaluated>().Select(e => e.Title()));
    }

    [Fact]
    public void Load_WithoutBeingAsked_LeavesTheTestPartAlone()
    {
        var data = TrainingData.Load(Tiny.Hsd, null);

        Assert.Null(data.Test);
        Assert.Equal(10, data.TestCount);
        Assert.Equal(TrainingData.Load(Tiny.Hsd, null, withTest: true).SplitHashes, data.SplitHashes);
    }

    [Theory]
    [InlineData("mixup")]
    [InlineData("cutmix")]
    [InlineData("eventmix")]
    public void Mix_TargetsShareOne_AndTheBatchIsTheSameOnAnyNumberOfThreads(string kind)
    {
        var mix = RecipeReader.Read($"{{name: r, augment: {{mix: {{kind: {kind}}}}}, phases: {{a: {{network: spiking}}}}}}", "r").Augment.Mix!;
        var data = Tiny.Data(Tiny.Hsd).Train;
        using Engine one = new(1), three = new(3);
        var (frames, batch) = Draw(one);

        Assert.Equal(frames, Draw(three).Frames);
        var weights = batch.Targets.Weights.ToArray().Chunk(10).ToList();
        Assert.All(weights, w => Assert.Equal(1, w.Sum(), 1e-6));
        Assert.Contains(weights, w => w.Count(v => v > 0) == 2);
        Assert.All(batch.Labels.Select((label, n) => (label, n)), pair => Assert.Equal(weights[pair.n].Max(), weights[pair.n][pair.label]));

        (float[] Frames, SampleBatch Batch) Draw(Engine engine)
        {
            using var tape = new Tape(engine, recording: false);
            var drawn = new Batches(engine, data, 7, new Augmentation.Roll(2), mix).Draw([1, 5, 9, 20, 28], 0, 1);
            return (drawn.Frames(tape, new[] { 0, 3 }).Values.ToArray(), drawn);
        }
    }

    [Fact]
    public void Flip_ChangesLabelsThatTheDataSetSaysAMirrorChanges()
        => Assert.Equal(new Augmentation.HorizontalFlip(0.5, LabelMap.DvsGestureFlip), Augmentations.From(new AugmentRecipe { Flip = 0.5 }, LabelMap.DvsGestureFlip));

    [Fact]
    public void Groups_GiveParametersARateOfTheirOwn()
    {
        var recipe = Tiny.Recipe(Tiny.Direct with { Keep = KeepRule.Last, Optimizer = Tiny.Direct.Optimizer with { Groups = [new("0.*", RateFactor: 0)] } });

        var network = Tiny.Run(recipe).Result.Network;

        var start = Network.Create(recipe.Describe(recipe.Phases[0], 10), recipe.Seed);
        Assert.Equal(start.Parameters[0].Values, network.Parameters[0].Values);
        Assert.NotEqual(start.Parameters[^1].Values, network.Parameters[^1].Values);
    }
}

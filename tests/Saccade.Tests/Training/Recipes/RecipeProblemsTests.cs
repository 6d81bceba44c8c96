using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

public sealed class RecipeProblemsTests
{
    private const string Broken = """
        name: broken
        sead: 3
        threads: -1
        data:
          layout: n-mnist
          validation: 1.0
          fold: {index: 5, of: 5}
        frames:
          count: ten
          slicing: number
          slicing: time
          ann: 3
        augment: {flip: 2, cutout: 99}
        network:
          preset: vgg-snn
          widths: [8]
          quantisation: 4.5
        neuron: {kind: lif, tau: 0, surrogate: {kind: triangel}}
        conversion: yes
        phases:
          pretrain:
            network: quantized
            epoch: 10
            batch: "32"
            optimizer: {kind: sgd, rate: 0, betas: 1}
            objective: {kind: cross-entropy}
          finetune:
            network: spiking
            from: pretrained
            batch-norm: true
            objective:
              - {kind: cross-entropy, smoothing: .nan}
              - {weight: 1}
              - {kind: step-distillation}
            schedule: {warmup: 20}
          Third: 3
        """;

    [Fact]
    public void Read_ManyMistakes_ReportsAllOfThemInOrderWithTheirPlaces()
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read(
            Broken, "broken.yaml", new("finetune.epochs", "20.5"), new("finetun.epochs", "20"), new("frames.resize.x", "1"), new("finetune.objective.7.weight", "1")));

        string[] expected =
        [
            "broken.yaml(2,1): sead: got an unknown key, expected one of name, seed, threads, ranks, data, frames, augment, network, neuron, conversion or phases (did you mean 'seed'?)",
            "broken.yaml(3,10): threads: got -1, expected a whole number from 0 to 1024",
            "broken.yaml(5,11): data.layout: got text 'n-mnist', expected one of auto, nmnist, ncaltech101, ncars, cifar10-dvs, dvs-gesture, class-folders, images, simulated, glyphs or synthetic (did you mean 'nmnist'?)",
            "broken.yaml(6,15): data.validation: got 1.0, expected a number from 0 to below 1",
            "broken.yaml(7,10): data.fold.index: got 5, expected a position below the 5 folds",
            "broken.yaml(9,10): frames.count: got text 'ten', expected a whole number from 1 to 4096",
            "broken.yaml(11,3): frames.slicing: got the key a second time, expected each key once",
            "broken.yaml(13,17): augment.flip: got 2, expected a number from 0 to 1",
            "broken.yaml(16,3): network.widths: got an unknown key, expected one of preset, channels, strided, gates, fires, pool, norm, synapses, synapses-at, quantisation or threshold",
            "broken.yaml(17,17): network.quantisation: got 4.5, expected a whole number from 1 to 1024",
            "broken.yaml(18,26): neuron.tau: got 0, expected a number of 1 or more",
            "broken.yaml(18,47): neuron.surrogate.kind: got text 'triangel', expected one of triangle, atan, sigmoid, rectangle, piecewise-quadratic, piecewise-exponential, soft-sign, super-spike, erf, piecewise-leaky-relu, s2nn, leaky-k-relu, q-pseudo-spike, log-tailed-relu or dspike (did you mean 'triangle'?)",
            "broken.yaml(19,13): conversion: got text 'yes', expected a map with keys such as kind, tau, decay-input",
            "broken.yaml(22,14): phases.pretrain.network: got text 'quantized', expected one of quantised, spiking or relu (did you mean 'quantised'?)",
            "broken.yaml(23,5): phases.pretrain.epoch: got an unknown key, expected one of network, architecture, neuron, from, data, teachers, frames, epochs, batch, objective, gradients, optimizer, schedule, batch-norm, weights, clip, average, recompute or keep (did you mean 'epochs'?)",
            "broken.yaml(24,12): phases.pretrain.batch: got text \"32\", expected a whole number from 1 to 65536",
            "broken.yaml(25,34): phases.pretrain.optimizer.rate: got 0, expected a number above 0",
            "broken.yaml(25,37): phases.pretrain.optimizer.betas: got an unknown key, expected one of kind, momentum, nesterov, rate, weight-decay, norm-weight-decay, threshold-weight-decay, bias-weight-decay or groups",
            "broken.yaml(26,16): phases.pretrain.objective: got a map of 1 key, expected a list of at least one: a map with kind: cross-entropy | squared-error | tet | distillation | step-distillation | weighted-distillation | feature-distillation | blurred-distillation | ensemble-distillation | selective-distillation | self-distillation | stable-spikes",
            "broken.yaml(29,5): phases.finetune.from: got 'pretrained', expected an earlier phase: 'pretrain'",
            "broken.yaml(30,17): phases.finetune.batch-norm: got true, expected one of train, frozen-statistics or frozen",
            "broken.yaml(32,42): phases.finetune.objective.0.smoothing: got text '.nan', expected a number from 0 to below 1",
            "broken.yaml(33,9): phases.finetune.objective.1.kind: got no such key, expected one of cross-entropy, squared-error, tet, distillation, step-distillation, weighted-distillation, feature-distillation, blurred-distillation, ensemble-distillation, selective-distillation, self-distillation or stable-spikes",
            "broken.yaml(36,3): phases.Third: got phase name 'Third', expected small letters, digits and hyphens, a letter first",
            "broken.yaml(36,10): phases.Third: got 3, expected a map with keys such as network, architecture, neuron",
            "--set finetune.epochs=20.5: phases.finetune.epochs: got 20.5, expected a whole number from 1 to 1000000",
            "--set finetun.epochs=20: finetun.epochs: got 'finetun', expected one of name, seed, threads, ranks, data, frames, augment, network, neuron, conversion, phases, pretrain, finetune or Third (did you mean 'finetune'?)",
            "--set frames.resize.x=1: frames.resize: got a map of 1 key, expected one of none, nearest, binned or smooth",
            "--set finetune.objective.7.weight=1: phases.finetune.objective.7: got position '7', expected a position below 3",
        ];
        Assert.Equal(expected, e.Problems.Select(problem => problem.ToString()));
        Assert.Equal(string.Join(Environment.NewLine, expected), e.Message);
    }

    [Theory]
    [InlineData("frames: {slicing: duration}", "r(2,1): frames.slice: got 0 with slicing duration, expected the microseconds (duration) or events (count) of a slice, at least 1")]
    [InlineData("frames: {slicing: time, slice: 100}", "r(2,25): frames.slice: got 100 with slicing time, expected 0: with slicing number and time the recording is shared out")]
    [InlineData("data: {layout: images}\nframes: {channels: 1}\naugment: {swap: 0.5}", "r(4,1): augment: got keep, shift or swap for still images, expected none of them: still images have no events")]
    [InlineData("frames: {count: 8, ann: 5, snn: 5}", "r(2,20): frames.ann: got ann 5 and snn 5, expected a sum of at most count = 8")]
    [InlineData("frames: {count: 7, partition: interleaved, ann: 3, snn: 4}", "frames.ann: got ann 3 and snn 4, expected at most 4 and 3 for count = 7, interleaved")]
    [InlineData("frames: {snn: 11}", "frames.snn: got ann 0 and snn 11, expected a sum of at most count = 10")]
    [InlineData("data: {fold: {index: 0}, validation: 0.2}", "data.validation: got 0.2 together with a fold, expected 0 or no such key: the fold validates")]
    [InlineData("data: {synthetic: {width: 10}}", "data.synthetic: got recordings to generate, expected none with a layout other than synthetic")]
    [InlineData("data: {layout: synthetic, path: x}", "data.path: got 'x', expected none with layout synthetic")]
    [InlineData("data: {layout: glyphs, path: x}", "data.path: got 'x', expected none with layout glyphs")]
    [InlineData("data: {layout: glyphs, simulated: {skip-images: 5}}", "data.simulated.skip-images: got 5, expected 0 with layout glyphs: nobody has real recordings of these images")]
    [InlineData("data: {simulated: {train: 5}}", "data.simulated: got recordings to simulate, expected none with a layout other than simulated or glyphs")]
    [InlineData("augment: {cutout: 35}", "augment.cutout: got 35, expected at most the smaller side of a frame, 34")]
    [InlineData("network: {channels: [1, 1, 1, 1, 1, 1]}", "r(2,1): network: got layer 23 (AveragePool { Name = map, Kernel = 2, Stride = 0, Padding = 0 }) on input [H 1, W 1, C 1]: ")]
    [InlineData("network: {preset: vgg-snn}\nframes: {width: 15}", "network: got layer 27 (AveragePool")]
    [InlineData("network: {preset: custom}", "r(2,10): network.layers: got no such key, expected a list of at least one")]
    [InlineData("network: {preset: custom, layers: [{kind: flatten}, {kind: linear, outputs: 8}, {kind: max-pool}]}", "network.layers.2: got max pool on input [F 8]: needs a map [H, W, C], got flat features, expected a layer that fits what comes before it")]
    [InlineData("network: {preset: custom, layers: [{kind: convolution, outputs: 8, kernel: 31, padding: 0}, {kind: max-pool, kernel: 5}]}", "network.layers.1: got max pool on input [H 4, W 4, C 8]: ")]
    [InlineData("network: {preset: custom, layers: [{kind: linear, outputs: 8}]}", "network.layers.0: got linear on input [H 34, W 34, C 2]: needs flat features; put a flatten before it")]
    [InlineData("network: {preset: custom, layers: [{kind: branches, paths: {a: [{kind: max-pool}], b: []}}]}", "network.layers.0: got branches on input [H 34, W 34, C 2]: the paths emit [H 17, W 17, C 2] and [H 34, W 34, C 2], expected equal extents")]
    [InlineData("network: {preset: custom, layers: [{kind: branches, paths: {a: []}}]}", "network.layers.0.paths: got a map of 1 key, expected a map of at least 2 names")]
    [InlineData("network: {preset: custom, layers: [{kind: branches, paths: {a: [], B: []}}]}", "network.layers.0.paths.B: got the name 'B', expected small letters, digits and hyphens, a letter first")]
    [InlineData("network: {preset: custom, layers: [{kind: relu, name: 1x}]}", "network.layers.0.name: got text '1x', expected a name: letters, digits, hyphens and underscores")]
    [InlineData("network: {preset: custom, layers: [{kind: relu, name: a}, {kind: branches, paths: {p: [{kind: relu, name: a}], q: []}}]}", "network.layers: got the name 'a' twice, expected distinct names")]
    [InlineData("network: {preset: custom, layers: [{kind: convolution, outputs: 3, channels: 3}]}", "network.layers.0.channels: got a key of an earlier version, expected the key 'outputs'")]
    [InlineData("network: {preset: custom, layers: [{kind: convolution, outputs: 3, norm: false}]}", "network.layers.0.norm: got a key of an earlier version, expected a layer {kind: batch-norm} of its own after the convolution")]
    [InlineData("neuron: {kind: mfl}", "neuron.kind: got text 'mfl', expected one of if, lif, plif, mlf, liaf or sliding-parallel (did you mean 'mlf'?)")]
    [InlineData("network: {preset: custom, layers: [{kind: pooling}]}", "network.layers.0.kind: got text 'pooling', expected average-pool or max-pool, with the key kernel")]
    [InlineData("network: {preset: custom, layers: [{kind: dropout, rate: 0.2}]}", "network.layers.0.rate: got a key of an earlier version, expected the key 'probability'")]
    [InlineData("neuron: {surrogate: {kind: triangle, alpha: 1}}", "neuron.surrogate.alpha: got a key of an earlier version, expected the key 'gamma'")]
    [InlineData("neuron: {surrogate: {kind: piecewise-exp}}", "neuron.surrogate.kind: got text 'piecewise-exp', expected 'piecewise-exponential'")]
    [InlineData("neuron: {fire: above}", "neuron.fire: got a key of an earlier version, expected the key 'fire-rule'")]
    [InlineData("neuron: {kind: if, tau: 3}", "neuron.tau: got 3 for a neuron without leak, expected lif or plif as kind, or no tau")]
    [InlineData("neuron: {kind: plif, tau: 1}", "neuron: got a neuron that breaks a rule (a learned time constant must start above 1")]
    [InlineData("conversion: {spikes: unit}", "conversion.spikes: got a key of an earlier version, expected the key 'height'")]
    [InlineData("conversion: {threshold-is-parameter: false}", "conversion.threshold-is-parameter: got false, expected true")]
    public void Read_ImpossibleCombination_IsReportedOnce(string keys, string message)
    {
        string text = $"name: r\n{keys}\nphases: {{p: {{network: quantised}}}}";

        var problem = Assert.Single(Assert.Throws<RecipeException>(() => RecipeReader.Read(text, "r")).Problems);

        Assert.Contains(message, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{network: spiking, from: a}", "phases.b.from: got 'a', expected none: no phase runs before this one")]
    [InlineData("{network: spiking, from: b}", "phases.b.from: got the phase itself")]
    [InlineData("{network: spiking, teachers: {c: {}}, objective: [{kind: step-distillation}]}", "phases.b.teachers.c: got 'c', expected none")]
    [InlineData("{network: spiking, objective: [{kind: distillation}]}", "phases.b.objective: got a distillation without a teacher")]
    [InlineData("{network: spiking, batch-norm: frozen}", "phases.b.batch-norm: got frozen statistics in a phase that starts from random weights")]
    [InlineData("{network: spiking, epochs: 3, schedule: {warmup: 3}}", "phases.b.schedule.warmup: got 3, expected fewer than the 3 epochs")]
    [InlineData("{network: spiking, schedule: {final: 1}}", "phases.b.schedule.final: got 1, expected at most the rate, 0.001")]
    [InlineData("{network: spiking, optimizer: {kind: sgd, momentum: 0, nesterov: true}}", "phases.b.optimizer.nesterov: got true without momentum")]
    [InlineData("{network: spiking, epochs: 0}", "phases.b.epochs: got 0, expected a whole number from 1 to")]
    [InlineData("{network: spiking, batch: 0}", "phases.b.batch: got 0")]
    [InlineData("{network: spiking, clip: 0}", "phases.b.clip: got 0, expected a number above 0, or null")]
    [InlineData("{epochs: 1}", "phases.b.network: got no such key, expected quantised | spiking | relu")]
    public void Read_ImpossiblePhase_IsReportedOnce(string phase, string message)
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read($"{{name: r, phases: {{b: {phase}}}}}", "r"));

        Assert.Contains(message, Assert.Single(e.Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{network: quantised, from: a}", "phases.b.from: got the spiking phase 'a', expected a quantised one, or a quantised one for a spiking phase: a spiking network cannot become quantised")]
    [InlineData("{network: spiking, from: a, teachers: {a: {}}}", "phases.b.teachers: got 'a' without a distillation in the objective")]
    [InlineData("{network: relu, from: a}", "phases.b.from: got the spiking phase 'a', expected a relu one")]
    [InlineData("{network: quantised}", "phases.b.frames: got 'ann', which is no frame")]
    [InlineData("{network: spiking, from: a, teachers: {a: {frames: ann}}, objective: [{kind: distillation}]}", "phases.b.teachers.a.frames: got 'ann', which is no frame")]
    public void Read_PhaseThatDoesNotFollow_IsReportedOnce(string phase, string message)
    {
        string text = $"{{name: r, frames: {{ann: 0, snn: 10}}, phases: {{a: {{network: spiking}}, b: {phase}}}}}";

        var problems = Assert.Throws<RecipeException>(() => RecipeReader.Read(text, "r")).Problems;

        Assert.Contains(problems, problem => problem.ToString().Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "r(1,1): got nothing, expected a recipe")]
    [InlineData("name: r\nse\0ed: 1", "r(2,3): got the control character U+0000, expected text")]
    [InlineData("# only a comment", "got nothing, expected a recipe")]
    [InlineData("- a", "got a list of 1 entry, expected a recipe")]
    [InlineData("a: [1", "r(2,1): got text that is not YAML: ")]
    [InlineData("name: r\n\tx: 1", "got text that is not YAML: ")]
    [InlineData("name: &a r\nphases: {p: {network: spiking}}", "r(1,7): name: got an anchor, expected a plain value")]
    [InlineData("name: !!str r\nphases: {p: {network: spiking}}", "name: got a tag, expected a plain value")]
    [InlineData("name: r\nphases: {p: {network: spiking}}\n---\nname: s", "got a second document, expected one")]
    [InlineData("name: r\nphases: {p: {network: spiking}}\n[a]: 1", "got a key that is not a text, expected a text")]
    [InlineData("name: r\nphases: {}", "phases: got a map of 0 keys, expected a map of at least one phase")]
    [InlineData("name: r s\nphases: {p: {network: spiking}}", "name: got text 'r s', expected letters, digits")]
    [InlineData("name: r\nphases: {data: {network: spiking}}", "phases.data: got phase name 'data', expected a name that is not a key of the recipe")]
    public void Read_NotARecipe_SaysSo(string text, string message)
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read(text, "r"));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Alias_IsRefused()
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read("name: &n r\nphases: {p: {network: spiking, from: *n}}", "r"));

        Assert.Contains("phases.p.from: got an alias", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NestingWithoutEnd_IsRefused()
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read("a: " + new string('[', 5_000), "r"));

        Assert.Contains("more than 16 levels", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyLineCutOrRepeated_ThrowsNothingButRecipeExceptions()
    {
        string[] lines = Broken.Split('\n');

        for (int i = 0; i < lines.Length; i++)
        {
            Assert.Throws<RecipeException>(() => RecipeReader.Read(string.Join('\n', lines[..i]), "r"));
            Assert.Throws<RecipeException>(() => RecipeReader.Read(string.Join('\n', [.. lines[..i], lines[i], .. lines[i..]]), "r"));
            Assert.Throws<RecipeException>(() => RecipeReader.Read(Broken[..(Broken.Length * i / lines.Length)], "r"));
        }
    }

    [Fact]
    public void Read_AnyCharacterReplaced_GivesARecipeOrARecipeException()
    {
        const string Sound = "name: r\ndata: {layout: synthetic}\nphases:\n  a:\n    network: quantised\n    objective:\n      - {kind: tet, target: -1.5e3}\n  b: {network: spiking, from: 'a', clip: \"1\"}\n";

        for (int at = 0; at < Sound.Length; at++)
        {
            foreach (char c in "\n\t :{}[],-&*!|>'\"%@`#?\0\uFEFF\uD800<")
            {
                try
                {
                    var recipe = RecipeReader.Read(Sound[..at] + c + Sound[(at + 1)..], "r");
                    Assert.Empty(RecipeReader.Validate(recipe));
                }
                catch (RecipeException e)
                {
                    Assert.All(e.Problems, problem => Assert.StartsWith("r(", problem.Where, StringComparison.Ordinal));
                }
            }
        }
    }
}

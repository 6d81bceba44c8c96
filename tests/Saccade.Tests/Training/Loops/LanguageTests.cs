using Saccade.Events.Cache;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>What a recipe alone can say, trained for two epochs on generated data: each ends at least 20 points above chance.</summary>
public sealed class LanguageTests : IDisposable
{
    private const string Data = "data: {layout: synthetic, validation: 0, synthetic: {train-per-class: 40, test-per-class: 10, width: 20, height: 20, duration-ms: 100}}";

    private const string Small = "network: {preset: small-cnn, channels: [8, 16], threshold: 2}";

    /// <summary>The paths of a spike-element-wise block.</summary>
    private const string Sew = "{body: [{kind: convolution, outputs: 16}, {kind: batch-norm}, {kind: activation}], shortcut: []}";

    private const string Hybrid = """
          pretrain: {network: quantised, epochs: 2, batch: 8, optimizer: {kind: sgd, rate: 0.05}}
        """;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("and", Sew)]
    [InlineData("iand", Sew)]
    [InlineData("concatenate", Sew)]
    [InlineData("gate", "{gate: [{kind: convolution, outputs: 16}, {kind: batch-norm}], value: []}")]
    public void Branches_OfEachKind(string combine, string paths) => Learns($$$"""
        name: sew
        {{{Data}}}
        frames: {count: 4, height: 20, width: 20}
        network:
          preset: custom
          layers:
            - {kind: convolution, outputs: 16}
            - {kind: batch-norm}
            - {kind: activation}
            - {kind: max-pool}
            - kind: branches
              combine: {{{combine}}}
              paths: {{{paths}}}
            - {kind: average-pool}
        phases:
          train: {network: spiking, epochs: 2, batch: 8, optimizer: {kind: adam, rate: 5e-3}}
        """);

    [Fact]
    public void KdSnn_ResponseAndFeatures_FromAReluTeacherWithAnAligner()
    {
        var (_, events) = Learns($$$"""
            name: kdsnn
            {{{Data}}}
            frames: {count: 4, height: 20, width: 20}
            network: {preset: small-cnn, channels: [8, 12]}
            phases:
              wide: {network: relu, architecture: {preset: small-cnn, channels: [16, 24]}, frames: all, epochs: 2, batch: 8, optimizer: {kind: adam, rate: 5e-3}}
              student:
                network: spiking
                frames: all
                teachers: {wide: {}}
                epochs: 2
                batch: 8
                objective: [{kind: cross-entropy}, {kind: distillation, temperature: 4}, {kind: feature-distillation, tap: map, weight: 0.1}]
                optimizer: {kind: adam, rate: 5e-3}
            """);

        Assert.Equal(["cross-entropy", "distillation", "feature-distillation"], events.OfType<EpochDone>().Last().LossTerms.Select(t => t.Kind));
    }

    [Fact]
    public void Hsd_WithSlttInFineTuning() => Learns($$$"""
        name: hsd-sltt
        {{{Data.Replace("class: 40", "class: 100", StringComparison.Ordinal)}}}
        frames: {count: 6, height: 20, width: 20}
        {{{Small}}}
        phases:
        {{{Hybrid}}}
          finetune:
            network: spiking
            from: pretrain
            teachers: {pretrain: {}}
            epochs: 2
            batch: 8
            gradients: {kind: sltt}
            objective: [{kind: cross-entropy, of: each-step}, {kind: step-distillation}]
            optimizer: {kind: adam, rate: 3e-3}
        """);

    [Fact]
    public void SixteenFrames_SixForTheTeacher_FiveForTheStudent()
    {
        var (result, _) = Learns($$$"""
            name: shares
            {{{Data}}}
            frames: {count: 16, ann: 6, snn: 5, height: 20, width: 20}
            {{{Small}}}
            phases:
            {{{Hybrid}}}
              finetune:
                network: spiking
                from: pretrain
                teachers: {pretrain: {}}
                epochs: 2
                batch: 16
                objective: [{kind: cross-entropy}, {kind: step-distillation}]
                optimizer: {kind: adam, rate: 3e-3}
            """);

        Assert.Equal([6, 7, 8, 9, 10], result.Positions);
    }

    [Fact]
    public void TeacherFromAModelFile_WithItsOwnFrames()
    {
        string model = Path.Combine(_folder.Path, "teacher.safetensors");
        var teacher = Recipe($$$"""
            name: teacher
            {{{Data}}}
            frames: {count: 3, height: 20, width: 20}
            {{{Small}}}
            phases:
              train: {network: relu, epochs: 2, batch: 16, optimizer: {kind: adam, rate: 5e-3}}
            """);
        var data = TrainingData.Load(teacher, null);
        var (trained, _) = Tiny.Run(teacher, data: data);
        ModelFile.Save(model, trained!.Network, ModelData.Card(teacher, data, trained.Positions, new Dictionary<string, IReadOnlyList<double>>()));

        Learns($$$"""
            name: student
            {{{Data}}}
            frames: {count: 5, height: 20, width: 20}
            {{{Small}}}
            phases:
              train:
                network: spiking
                frames: all
                teachers: {old: {model: '{{{model}}}'}, mean: {model: '{{{model}}}', frames: 0-1, mean: true}}
                epochs: 2
                batch: 16
                objective: [{kind: cross-entropy}, {kind: step-distillation, teacher: old}, {kind: distillation, teacher: mean, weight: 0.1}]
                optimizer: {kind: adam, rate: 5e-3}
            """);
    }

    [Fact]
    public void StillImages()
    {
        for (int label = 0; label < 5; label++)
        {
            for (int i = 0; i < 40; i++)
                StripedImage.Write(Path.Combine(_folder.Path, i < 30 ? "train" : "test", $"class-{label}", $"{i}.pgm"), label, i);
        }

        var (result, _) = Learns($$$"""
            name: still
            data: {layout: images, path: '{{{_folder.Path}}}', validation: 0}
            frames: {count: 3, height: 16, width: 16, channels: 1}
            {{{Small}}}
            phases:
              train: {network: spiking, epochs: 2, batch: 8, optimizer: {kind: adam, rate: 5e-3}}
            """);

        Assert.Equal(1, result.Network.Description.Input.Channels);
    }

    [Fact]
    public void CutMix_WithSoftTargets() => Learns($$$"""
        name: cutmix
        {{{Data}}}
        frames: {count: 4, height: 20, width: 20}
        augment: {mix: {kind: cutmix, probability: 0.5}}
        {{{Small}}}
        phases:
          train: {network: spiking, epochs: 2, batch: 8, optimizer: {kind: adam, rate: 5e-3}}
        """);

    public void Dispose() => _folder.Dispose();

    private static Recipe Recipe(string yaml) => RecipeReader.Read(yaml, "recipe");

    private static (RunResult Result, IReadOnlyList<TrainingEvent> Events) Learns(string yaml)
    {
        var recipe = Recipe(yaml);
        var data = TrainingData.Load(recipe, null, new PrepareOptions(), withTest: true);
        var (result, events) = Tiny.Run(recipe, data: data);
        double chance = 1.0 / data.Train.Classes.Count;
        Assert.True(result!.Test!.Accuracy >= chance + 0.2, $"{recipe.Name}: {result.Test.Accuracy:P0} of {result.Test.Samples} test samples, wanted 20 points above {chance:P0}");
        return (result, events);
    }
}

/// <summary>Images of stripes: the class is their direction and width, the rest is noise.</summary>
internal static class StripedImage
{
    private const int Side = 24;

    public static void Write(string path, int label, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        float[] noise = RandomData.Normal(Side * Side, (ulong)((label * 1000) + seed + 1));
        byte[] pixels = new byte[Side * Side];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                int along = label switch { 0 => x, 1 => y, 2 => x + y, 3 => 2 * x, _ => 2 * y };
                double value = ((along + seed) / 4 % 2 == 0 ? 180 : 70) + 20 * noise[(y * Side) + x];
                pixels[(y * Side) + x] = (byte)Math.Clamp(value, 0, 255);
            }
        }

        File.WriteAllBytes(path, [.. System.Text.Encoding.ASCII.GetBytes($"P5\n{Side} {Side}\n255\n"), .. pixels]);
    }
}

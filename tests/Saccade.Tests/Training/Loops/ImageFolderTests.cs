using Saccade.Events.Cache;
using Saccade.Events.Model;
using Saccade.TestKit;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>Folders in the layout of ImageNet whose images are decoded when they are drawn, with random parts: same bits for any number of threads and stops, a teacher that sees the same parts.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private const int Classes = 3, Train = 8, Validation = 4;

    private readonly TemporaryFolder _folder = new();

    public ImageFolderTests()
    {
        for (int i = 0; i < Classes * (Train + Validation); i++)
            StripedImage.Write(Path.Combine(Data, i / Classes < Train ? "train" : "val", $"n0{i % Classes}", $"{i}.pgm"), i % Classes, i);
    }

    private string Data => Path.Combine(_folder.Path, "images");

    [Fact]
    public void Frames_DecodedWhenDrawn_TrainAsThoseThatAreHeld()
    {
        var held = Tiny.Run(Recipe(onDemand: false, augment: "flip: 0.5"), data: Load(Recipe(onDemand: false, augment: "flip: 0.5"))).Result;
        var read = Tiny.Run(Recipe(onDemand: true, augment: "flip: 0.5"), data: Load(Recipe(onDemand: true, augment: "flip: 0.5"))).Result;

        Tiny.AssertSame(held.Network, read.Network);
        Assert.Equal(held.Test!.AccuracyBySteps, read.Test!.AccuracyBySteps);
    }

    [Theory]
    [InlineData("crop: {area: 0.3}, flip: 0.5")]
    [InlineData("crop: {}, mix: {kind: mixup}")]
    public void RandomParts_WithATeacher_GiveTheSameBitsOnAnyThreadsAndAfterAnyStop(string augment)
    {
        var recipe = Recipe(onDemand: true, augment);
        var whole = Tiny.RunIn(Path.Combine(_folder.Path, "whole"), recipe, data: Load(recipe));
        Tiny.AssertSame(whole.Network, Tiny.RunIn(Path.Combine(_folder.Path, "threads"), recipe, threads: 3, data: Load(recipe)).Network, "three threads");

        foreach (int stop in (int[])[2, 7, 9])
        {
            string folder = Path.Combine(_folder.Path, $"stop-{stop}");
            int seen = 0;
            using var cancel = new CancellationTokenSource();
            var observer = new CallbackObserver<BatchDone>(_ =>
            {
                if (++seen == stop)
                    cancel.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => Tiny.RunIn(folder, recipe, observer, data: Load(recipe), cancellation: cancel.Token));
            Tiny.AssertSame(whole.Network, Tiny.RunIn(folder, recipe, data: Load(recipe)).Network, $"stopped after batch {stop}");
        }
    }

    [Fact]
    public void DamagedImage_EndsTheRunAndIsNamed()
    {
        var recipe = Recipe(onDemand: true, "flip: 0.5");
        var data = Load(recipe);
        string damaged = Path.Combine(Data, "train", "n01", "4.pgm");
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..100]);

        Assert.Contains("n01/4.pgm", Assert.Throws<EventFormatException>(() => Tiny.Run(recipe, data: data)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frames: {count: 2, height: 16, width: 16, channels: 1, crop: 0.5}", "frames.crop")]
    [InlineData("frames: {count: 2, height: 16, width: 16, channels: 1, resize: smooth}\naugment: {crop: {}}", "augment.crop")]
    [InlineData("frames: {count: 2, height: 16, width: 16, channels: 1, on-demand: true}\naugment: {crop: {}}", "augment.crop")]
    public void Recipe_PartsOfImagesThatAreHeldOrNotSmooth_AreRefused(string keys, string at)
        => Assert.Contains(at, Assert.Throws<RecipeException>(() => RecipeReader.Read($"name: parts\ndata: {{layout: images}}\n{keys}\nphases: {{train: {{network: relu, epochs: 1}}}}\n", "recipe")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("on-demand: true", "frames.on-demand")]
    [InlineData("resize: smooth", "frames.resize")]
    public void Recipe_OfEvents_RefusesWhatIsForImages(string key, string at)
        => Assert.Contains(at, Assert.Throws<RecipeException>(() => RecipeReader.Read($"name: events\ndata: {{layout: nmnist}}\nframes: {{count: 2, {key}}}\nphases: {{train: {{network: relu, epochs: 1}}}}\n", "recipe")).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static TrainingData Load(Recipe recipe) => TrainingData.Load(recipe, null, new PrepareOptions { Threads = 2 }, withTest: true);

    private Recipe Recipe(bool onDemand, string augment) => RecipeReader.Read(
        $$$"""
        name: folder
        data: {layout: images, path: '{{{Data}}}', validation: 0}
        frames: {count: 2, height: 16, width: 16, channels: 1, resize: smooth, crop: 0.875, on-demand: {{{(onDemand ? "true" : "false")}}}}
        augment: { {{{augment}}} }
        network: {preset: small-cnn, channels: [4, 6]}
        phases:
          teacher: {network: relu, frames: 0, epochs: 2, batch: 8, optimizer: {kind: adam, rate: 0.01}}
          student:
            network: spiking
            frames: all
            teachers: {teacher: {}}
            epochs: 2
            batch: 8
            objective: [{kind: cross-entropy}, {kind: weighted-distillation}, {kind: blurred-distillation, tap: map, ratio: 0.15, weight: 1e-3}]
            optimizer: {kind: adam, rate: 0.01}
        """,
        "recipe");
}

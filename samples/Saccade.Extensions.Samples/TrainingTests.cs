using Saccade.Recognition;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;
using Xunit;

namespace Saccade.Extensions.Samples;

/// <summary>A recipe that names a data set, a layer, a neuron, a surrogate and a loss of this project; a run; its model file; a decision.</summary>
public sealed class TrainingTests : IDisposable
{
    private const string RecipeText = """
        name: extensions
        data: {layout: moving-bars, validation: 0.25}
        frames: {count: 4, height: 16, width: 16}
        network:
          preset: custom
          layers:
            - {kind: soft-log, gain: 2}
            - {kind: convolution, outputs: 8, bias: false}
            - {kind: batch-norm}
            - kind: spiking
              name: spikes
              neuron: {kind: tiring, rise: 0.1, surrogate: {kind: raised-cosine, width: 1.5}}
            - {kind: average-pool}
        phases:
          train:
            network: spiking
            epochs: 8
            batch: 8
            optimizer: {kind: adam, rate: 0.005}
            objective: [{kind: cross-entropy}, {kind: firing-rate, tap: spikes, target: 0.15, weight: 0.5}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-extensions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RecipeOfOwnNames_TrainsSavesLoadsAndDecides()
    {
        var recipe = RecipeReader.Read(RecipeText, "extensions.yaml", [], OwnKinds.OfRecipes);
        var outcome = TrainingSession.Run(recipe, Path.Combine(_folder, "run"));

        Assert.Equal(recipe, RunFolder.ReadRecipe(outcome.Folder, OwnKinds.OfRecipes));
        using var recognizer = Recognizer.Load(outcome.ModelPath, new RecognizerOptions { Kinds = OwnKinds.OfNetworks });
        using var catalog = MovingBars.Open();
        var test = catalog.Part("test");
        int right = Enumerable.Range(0, test.Count).Count(i => recognizer.Recognize(test.Get(i).Events).Label == test.Classes[test.Labels[i]]);

        Assert.True(right > 0.6 * test.Count, $"four classes: guessing is right one time in four, the network {right} times of {test.Count}");
    }

    [Fact]
    public void RunOfOwnNames_GoesOnToTheSameBits()
    {
        string whole = Path.Combine(_folder, "whole"), stopped = Path.Combine(_folder, "stopped");
        var recipe = RecipeReader.Read(RecipeText.Replace("epochs: 8", "epochs: 2", StringComparison.Ordinal), "extensions.yaml", [], OwnKinds.OfRecipes);
        TrainingSession.Run(recipe, whole);

        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => TrainingSession.Run(recipe, stopped, new TrainingSessionOptions { Observer = new AfterEpoch(stop.Cancel) }, stop.Token));
        Assert.False(TrainingSession.IsFinished(stopped));
        var again = RunFolder.ReadRecipe(stopped, OwnKinds.OfRecipes);
        var outcome = TrainingSession.Run(again, stopped, new TrainingSessionOptions { Mode = RunFolderMode.Resume });

        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(outcome.ModelPath));
    }

    [Fact]
    public void NamesWithoutTheirRegistry_AreUnknown()
    {
        var problems = Assert.Throws<RecipeException>(() => RecipeReader.Read(RecipeText, "extensions.yaml")).Problems;

        foreach (string name in new[] { "moving-bars", "soft-log", "tiring", "firing-rate" })
            Assert.Contains(problems, p => p.ToString().Contains($"'{name}'", StringComparison.Ordinal));
    }

    private sealed class AfterEpoch(Action act) : ITrainingObserver
    {
        public void Observe(TrainingEvent happened)
        {
            if (happened is EpochDone)
                act();
        }
    }
}

using Saccade.Recognition;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;
using Xunit;

namespace Saccade.Samples;

/// <summary>A recipe, a training run with hybrid step-wise distillation, a model file, and a decision from it.</summary>
public sealed class TrainAndPredict : IDisposable
{
    private const string RecipeText = """
        name: sample
        data: {layout: synthetic, synthetic: {train-per-class: 40, test-per-class: 5}}
        frames: {count: 6, partition: interleaved}
        network: {preset: small-cnn, channels: [8, 16], threshold: 1}
        phases:
          pretrain: {network: quantised, epochs: 6, batch: 8}
          finetune:
            network: spiking
            from: pretrain
            teachers: {pretrain: {}}
            epochs: 6
            batch: 8
            objective: [{kind: cross-entropy}, {kind: step-distillation}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-sample-").FullName;

    [Fact]
    public void TrainsSavesLoadsAndDecides()
    {
        // The same as: saccade train sample.yaml --out FOLDER --test
        var recipe = RecipeReader.Read(RecipeText, "sample.yaml");
        var outcome = TrainingSession.Run(recipe, Path.Combine(_folder, "run"), new TrainingSessionOptions { Test = true });

        // The model file holds everything that a decision needs.
        using var recognizer = Recognizer.Load(outcome.ModelPath);
        using var catalog = recipe.Data.Open();
        var recording = catalog.Part("test").Get(0);
        var decision = recognizer.Recognize(recording.Events);

        Assert.Contains(decision.Label, recognizer.Card.Labels);
        Assert.Equal(3, decision.Steps);
        Assert.True(outcome.Result.Test!.Accuracy > 0.25, "ten classes: guessing is right one time in ten");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

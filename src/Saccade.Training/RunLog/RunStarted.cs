namespace Saccade.Training.RunLog;

/// <summary>A run begins.</summary>
/// <param name="Name">Name of the recipe.</param>
/// <param name="RecipeHash">Hash of the recipe, see <c>RecipeWriter.Hash</c>.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Parameters">Number of trainable values of the network.</param>
/// <param name="TrainSamples">Samples of the training part.</param>
/// <param name="ValidationSamples">Samples of the validation part; 0 if there is none.</param>
/// <param name="TestSamples">Samples of the test part.</param>
/// <param name="Labels">Names of the classes.</param>
public sealed record RunStarted(string Name, string RecipeHash, ulong Seed, long Parameters, int TrainSamples, int ValidationSamples, int TestSamples, IReadOnlyList<string> Labels)
    : TrainingEvent;

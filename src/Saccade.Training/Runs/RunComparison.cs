using Saccade.Recognition;
using Saccade.Training.Checkpoints;

namespace Saccade.Training.Runs;

/// <summary>Two runs on the same recordings.</summary>
/// <param name="Split">The part they were both tried on.</param>
/// <param name="Recordings">Number of recordings.</param>
/// <param name="Steps">The comparison after 1, 2, ... time steps, as many as both have.</param>
public sealed record RunComparison(string Split, int Recordings, IReadOnlyList<RunComparisonStep> Steps)
{
    /// <summary>Compares the answers of two runs.</summary>
    /// <param name="first">The folder of a finished run.</param>
    /// <param name="second">The folder of another one.</param>
    /// <param name="split"><c>test</c> or <c>validation</c>; null for test if both have it, else validation.</param>
    /// <exception cref="RunFolderException">A run has no answers on that part, or they are of other recordings.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RunComparison Of(string first, string second, string? split = null)
    {
        var (one, other) = (Answers(first), Answers(second));
        split ??= one.Split("test") is not null && other.Split("test") is not null ? "test" : "validation";
        var (a, b) = (On(one, split, first), On(other, split, second));
        if (!a.IsOnSameRecordingsAs(b))
            throw new RunFolderException($"'{first}' and '{second}' were tried on different {split} recordings, expected the same ones: train both on the same data with the same split");
        int steps = Math.Min(a.Steps, b.Steps);
        return new RunComparison(split, a.Labels.Count, [.. Enumerable.Range(1, steps).Select(t => new RunComparisonStep(t, a.Accuracy(t), b.Accuracy(t), PairedComparison.Of([(a.Right(t), b.Right(t))])))]);
    }

    private static RunAnswers Answers(string folder) => RunAnswers.Load(folder)
        ?? throw new RunFolderException(
            TrainingSession.IsFinished(folder) ? $"'{folder}' has no answers.json, expected one: 'saccade train {folder} --resume --test' makes it"
            : TrainingSession.HoldsRun(folder) ? $"the run in '{folder}' is not finished; 'saccade train {folder} --resume' goes on with it"
            : $"got '{folder}' without a recipe.yaml, expected the folder of a run");

    private static SplitAnswers On(RunAnswers answers, string split, string folder) => answers.Split(split)
        ?? throw new RunFolderException($"'{folder}' was not tried on the {split} part{(answers.Splits.Count > 0 ? $", only on {string.Join(" and ", answers.Splits.Select(s => s.Split))}" : "")}{(split == "test" ? $"; 'saccade train {folder} --resume --test' does that" : "")}");
}

/// <summary>Two runs after some time steps.</summary>
/// <param name="Steps">Number of time steps.</param>
/// <param name="First">Accuracy of the first run, 0 to 1.</param>
/// <param name="Second">Accuracy of the second one.</param>
/// <param name="Paired">The paired test.</param>
public sealed record RunComparisonStep(int Steps, double First, double Second, PairedComparison Paired);

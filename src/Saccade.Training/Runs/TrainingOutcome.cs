using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Recipes;

namespace Saccade.Training.Runs;

/// <summary>What a run left.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Data">The data.</param>
/// <param name="Result">The network and how well it does.</param>
/// <param name="Elapsed">Time this process spent on it, preparation of the data included.</param>
public sealed record TrainingOutcome(string Folder, Recipe Recipe, TrainingData Data, RunResult Result, TimeSpan Elapsed)
{
    /// <summary>The trained network.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The report.</summary>
    public required string ReportPath { get; init; }
}

using Saccade.Training.Checkpoints;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>One run of a report.</summary>
/// <param name="Name">The name that legends and tables show, distinct within the report.</param>
/// <param name="Log">Its log, as far as it goes.</param>
/// <param name="Recipe">Its effective recipe, as text.</param>
public sealed record ReportRun(string Name, RunLogContent Log, string Recipe)
{
    /// <summary>What is drawn at the head of the page.</summary>
    internal IReadOnlyList<RecordingPicture> Recordings { get; init; } = [];

    /// <summary>Reads the log, the recipe and the pictures of a run folder, also of a run that is still going.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="name">The name to show; null for the name of the folder.</param>
    /// <exception cref="RunLogException">The log or the file of pictures is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ReportRun Load(string folder, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string shown = name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new ReportRun(shown, RunLogReader.Read(Path.Combine(folder, RunFolder.MetricsName)), File.ReadAllText(Path.Combine(folder, "recipe.yaml"))) { Recordings = RecordingPicture.Load(folder) };
    }
}

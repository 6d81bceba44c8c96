using Saccade.Training.Checkpoints;
using Saccade.Training.RunLog;

namespace Saccade.Training.Runs;

/// <summary>How far the run of a folder is.</summary>
public enum RunCondition
{
    /// <summary>All phases ran.</summary>
    Finished,

    /// <summary>A process works on it.</summary>
    Running,

    /// <summary>Someone stopped it; it can go on.</summary>
    Stopped,

    /// <summary>It ended without a word: killed, or the machine went down. It can go on.</summary>
    Interrupted,

    /// <summary>An error ended it.</summary>
    Failed,

    /// <summary>Its log cannot be read.</summary>
    Damaged,
}

/// <summary>A run folder in brief, from its log.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Condition">How far it is.</param>
public sealed record RunSummary(string Folder, RunCondition Condition)
{
    private const int MaximumDepth = 8;

    /// <summary>The name of its recipe; empty if the log does not come so far.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>Its seed; null if the log does not come so far.</summary>
    public ulong? Seed { get; init; }

    /// <summary>When it began; null if the log does not say.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The error that ended it, or what is wrong with its log; null if nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>How well its last phase does, by split; later evaluations of a split replace earlier ones.</summary>
    public IReadOnlyList<Evaluated> Scores { get; init; } = [];

    /// <summary>The score that counts: on the test part if that was tried, else on the validation part; null if there is none yet.</summary>
    public Evaluated? Score => Scores.FirstOrDefault(s => s.Split == "test") ?? Scores.FirstOrDefault(s => s.Split == "validation") ?? (Scores.Count > 0 ? Scores[0] : null);

    /// <summary>The run folders in a folder, itself among them, at any depth, in order of their names; links are not followed, and what may not be read is passed over.</summary>
    /// <param name="root">The folder.</param>
    /// <exception cref="IOException">There is no such folder.</exception>
    public static IEnumerable<string> FoldersIn(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"there is no folder '{root}'; give the one that holds the runs");
        if (TrainingSession.HoldsRun(root))
            return [root];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = MaximumDepth };
        return Directory.EnumerateDirectories(root, "*", options).Where(TrainingSession.HoldsRun).Order(StringComparer.Ordinal);
    }

    /// <summary>What the log of a run folder says.</summary>
    /// <param name="folder">A run folder.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RunSummary Of(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string log = Path.Combine(folder, RunFolder.MetricsName);
        bool isUsed = RunFolder.IsInUse(folder);
        if (!File.Exists(log))
            return new RunSummary(folder, isUsed ? RunCondition.Running : RunCondition.Interrupted);
        try
        {
            return Of(folder, RunLogReader.Read(log), isUsed);
        }
        catch (RunLogException e)
        {
            return new RunSummary(folder, RunCondition.Damaged) { Problem = e.Message };
        }
    }

    private static RunSummary Of(string folder, RunLogContent log, bool isUsed)
    {
        var started = log.Of<RunStarted>().FirstOrDefault();
        var ended = log.Entries is [.., { Event: RunEnded last }] ? last : null;
        string? phase = log.Of<Evaluated>().LastOrDefault()?.Phase;
        return new RunSummary(folder, isUsed ? RunCondition.Running : ConditionOf(ended))
        {
            Recipe = started?.Name ?? "",
            Seed = started?.Seed,
            Started = log.Entries.Count > 0 ? log.Entries[0].At : null,
            Problem = ended?.Message,
            Scores = [.. log.Of<Evaluated>().Where(e => e.Phase == phase).GroupBy(e => e.Split).Select(g => g.Last())],
        };
    }

    private static RunCondition ConditionOf(RunEnded? ended) => ended?.State switch
    {
        RunState.Completed => RunCondition.Finished,
        RunState.Cancelled => RunCondition.Stopped,
        RunState.Failed => RunCondition.Failed,
        _ => RunCondition.Interrupted,
    };
}

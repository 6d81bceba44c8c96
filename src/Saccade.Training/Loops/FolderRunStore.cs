using Saccade.Training.Checkpoints;
using Saccade.Training.RunLog;

namespace Saccade.Training.Loops;

/// <summary>Keeps checkpoints in a run folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="log">Its run log.</param>
/// <param name="last">The checkpoint to go on from, or null.</param>
/// <param name="library">Phases that are shared with other runs; null for none.</param>
public sealed class FolderRunStore(RunFolder folder, RunLogWriter log, Checkpoint? last, PhaseLibrary? library = null) : IRunStore
{
    /// <inheritdoc/>
    public Checkpoint? Last => last;

    /// <inheritdoc/>
    public long LogLength => log.Length;

    /// <inheritdoc/>
    public void Save(Checkpoint checkpoint, bool isBest)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Save(folder.LastCheckpointPath);
        if (isBest)
            checkpoint.Save(folder.BestCheckpointPath);
    }

    /// <inheritdoc/>
    public Checkpoint? Take(string beginning)
    {
        if (library?.Find(beginning) is not { } found)
            return null;
        log.Append(found.Log);
        return found.Result;
    }

    /// <inheritdoc/>
    public void Share(string phase, string beginning, Checkpoint result)
    {
        if (library is null)
            return;
        var lines = RunLogReader.Read(folder.MetricsPath).Entries.SkipWhile(entry => entry.Event is not PhaseStarted started || started.Phase != phase).Where(entry => entry.Event is not (RunStarted or RunResumed));
        library.Keep(beginning, result, [.. lines.SelectMany(entry => RunLogFormat.Line(entry.At, entry.Event))]);
    }
}

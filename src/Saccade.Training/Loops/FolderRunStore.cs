using Saccade.Training.Checkpoints;
using Saccade.Training.RunLog;

namespace Saccade.Training.Loops;

/// <summary>Keeps checkpoints in a run folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="log">Its run log.</param>
/// <param name="last">The checkpoint to go on from, or null.</param>
public sealed class FolderRunStore(RunFolder folder, RunLogWriter log, Checkpoint? last) : IRunStore
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
}

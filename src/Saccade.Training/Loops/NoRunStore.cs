using Saccade.Training.Checkpoints;

namespace Saccade.Training.Loops;

/// <summary>Keeps nothing: for runs that need not survive their process.</summary>
public sealed class NoRunStore : IRunStore
{
    /// <inheritdoc/>
    public Checkpoint? Last => null;

    /// <inheritdoc/>
    public long LogLength => 0;

    /// <inheritdoc/>
    public void Save(Checkpoint checkpoint, bool isBest)
    {
    }
}

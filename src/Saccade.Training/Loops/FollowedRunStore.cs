using Saccade.Training.Checkpoints;

namespace Saccade.Training.Loops;

/// <summary>The store of a process whose checkpoints another one keeps.</summary>
/// <param name="last">The checkpoint to go on from, or null.</param>
internal sealed class FollowedRunStore(Checkpoint? last) : IRunStore
{
    public Checkpoint? Last => last;

    public long LogLength => 0;

    public void Save(Checkpoint checkpoint, bool isBest)
    {
        // The first process does, of the same bits.
    }
}

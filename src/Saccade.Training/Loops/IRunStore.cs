using Saccade.Training.Checkpoints;

namespace Saccade.Training.Loops;

/// <summary>Where a run keeps its checkpoints.</summary>
public interface IRunStore
{
    /// <summary>The checkpoint to go on from, or null to begin.</summary>
    Checkpoint? Last { get; }

    /// <summary>Length of the run log in bytes, to be stored in checkpoints.</summary>
    long LogLength { get; }

    /// <summary>Stores a checkpoint as a whole or not at all.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="isBest">Whether it holds the best epoch of its phase so far.</param>
    /// <exception cref="IOException">It cannot be stored; the previous one is unchanged.</exception>
    void Save(Checkpoint checkpoint, bool isBest);
}

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

    /// <summary>Takes the result of a phase that another run with the same beginning has trained; its lines are in the log then.</summary>
    /// <param name="beginning">Hash of all that the result follows from.</param>
    /// <returns>A checkpoint with tensors <c>done/PHASE/</c>; null if there is none, as in a store that shares nothing.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    Checkpoint? Take(string beginning) => null;

    /// <summary>Lets other runs take the result of a phase. A store that shares nothing does nothing.</summary>
    /// <param name="phase">Name of the phase.</param>
    /// <param name="beginning">Hash of all that the result follows from.</param>
    /// <param name="result">A checkpoint with tensors <c>done/PHASE/</c>.</param>
    /// <exception cref="IOException">It cannot be stored.</exception>
    void Share(string phase, string beginning, Checkpoint result)
    {
    }
}

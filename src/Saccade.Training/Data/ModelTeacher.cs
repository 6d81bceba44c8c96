using Saccade.Events.Cache;
using Saccade.Networks;

namespace Saccade.Training.Data;

/// <summary>A teacher from a model file: its network, and the training recordings as the frames that it was trained on, with its own T.</summary>
/// <param name="Network">The network.</param>
/// <param name="Frames">The training recordings, prepared as the model file says.</param>
/// <param name="Positions">Which of those frames it sees, if the recipe does not say others.</param>
/// <param name="Hash">SHA-256 of the file.</param>
public sealed record ModelTeacher(Network Network, PreparedFrames Frames, IReadOnlyList<int> Positions, string Hash)
{
    /// <summary>The key of a teacher in <see cref="TrainingData.Teachers"/>.</summary>
    public static string KeyOf(string phase, string teacher) => $"{phase}.{teacher}";
}

using Saccade.Files;

namespace Saccade.Training.Ranks;

/// <summary>Several processes train together and one of them cannot go on, so none can; the message names it and its machine.</summary>
/// <param name="message">Which rank, on which machine, and what is known of it.</param>
/// <param name="reporter">The rank that tells people; the others end in silence, so that there is one message.</param>
public sealed class RankFailedException(string message, int reporter = 0) : SaccadeException(message)
{
    /// <summary>The rank that tells people.</summary>
    public int Reporter { get; } = reporter;
}

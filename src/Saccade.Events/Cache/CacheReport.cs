namespace Saccade.Events.Cache;

/// <summary>What a cache did in one preparation.</summary>
/// <param name="Outcome">Whether the frames came from it.</param>
/// <param name="Discarded">Files of the wanted name that were damaged or foreign and were replaced.</param>
/// <param name="Problem">Why it could not be read or written, in one sentence; null when all went well.</param>
public sealed record CacheReport(CacheOutcome Outcome, int Discarded = 0, string? Problem = null)
{
    /// <summary>No cache was asked for.</summary>
    public static CacheReport None { get; } = new(CacheOutcome.NotUsed);
}

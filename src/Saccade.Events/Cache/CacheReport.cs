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

/// <summary>What became of a look into the cache.</summary>
public enum CacheOutcome
{
    /// <summary>No cache was asked for.</summary>
    NotUsed = 0,

    /// <summary>The frames were read from the cache.</summary>
    Loaded = 1,

    /// <summary>The frames were made and stored.</summary>
    Stored = 2,

    /// <summary>The frames were made, but could not be stored; the run is not affected.</summary>
    NotStored = 3,
}

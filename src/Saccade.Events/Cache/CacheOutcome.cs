namespace Saccade.Events.Cache;

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

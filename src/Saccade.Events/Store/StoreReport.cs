using Saccade.Events.Formats;

namespace Saccade.Events.Store;

/// <summary>What a preparation did.</summary>
public sealed record StoreReport
{
    /// <summary>Recordings in the store.</summary>
    public required int Recordings { get; init; }

    /// <summary>Events in the store.</summary>
    public required long Events { get; init; }

    /// <summary>Recordings without any event.</summary>
    public required int EmptyRecordings { get; init; }

    /// <summary>Bytes of all files of the store.</summary>
    public required long Bytes { get; init; }

    /// <summary>Shards of the store.</summary>
    public required int Shards { get; init; }

    /// <summary>Shards that an earlier, unfinished preparation had left and that were taken over.</summary>
    public required int ReusedShards { get; init; }

    /// <summary>Whether the whole store was there before.</summary>
    public required bool WasComplete { get; init; }

    /// <summary>Sums of what the readers met, for all recordings of the store.</summary>
    public required DecodeReport Decoded { get; init; }
}

/// <summary>A recording of a store whose events are not those that were stored.</summary>
/// <param name="Id">The recording.</param>
/// <param name="File">The shard it lies in.</param>
public sealed record StoreDamage(string Id, string File);

using Saccade.Events.Formats;

namespace Saccade.Events.Store;

/// <summary>How a store is prepared; nothing here changes the events in it.</summary>
public sealed record StoreOptions
{
    /// <summary>Shards are not made smaller than this to have enough of them for all threads, in bytes.</summary>
    internal const long SmallestShard = 4L << 20;

    /// <summary>Bytes of recordings, as they are stored in the data set, after which a new shard is begun; 64 MiB.</summary>
    public long ShardBytes { get; init; } = 64L << 20;

    /// <summary>Recordings after which a new shard is begun.</summary>
    public int ShardRecordings { get; init; } = 4096;

    /// <summary>Number of shards written at once; null for one per processor. Each needs memory for one recording.</summary>
    public int? Threads { get; init; }

    /// <summary>Told after each recording and each shard that was there already; called from several threads, never at the same time, with rising counts.</summary>
    public Action<StoreProgress>? Progress { get; init; }

    /// <summary>All problems, one sentence each; none when the options are sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (ShardBytes < 1)
            problems.Add($"shard bytes: expected at least 1, got {ShardBytes}");
        if (ShardRecordings < 1)
            problems.Add($"shard recordings: expected at least 1, got {ShardRecordings}");
        if (Threads < 1)
            problems.Add($"threads: expected at least 1, got {Threads}");
        return problems;
    }
}

/// <summary>How far the preparation or the check of a store has come.</summary>
/// <param name="Done">Recordings done.</param>
/// <param name="Total">Recordings in all.</param>
/// <param name="Events">Events in those that are done.</param>
public readonly record struct StoreProgress(int Done, int Total, long Events);

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

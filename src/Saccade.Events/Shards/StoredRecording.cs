using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Shards;

/// <summary>A line of a shard's table: a recording and where its events lie.</summary>
internal sealed record StoredRecording
{
    public const int HashBytes = ContentHash.Length;

    public required string Id { get; init; }

    public required string Part { get; init; }

    public required int Label { get; init; }

    /// <summary>The sensor, null when it is not known.</summary>
    public required SensorSize? Sensor { get; init; }

    /// <summary>What the reader met.</summary>
    public required DecodeReport Report { get; init; }

    /// <summary>Position of its block in the shard.</summary>
    public required long Offset { get; init; }

    public required EventBlock Block { get; init; }

    /// <summary>SHA-256 of base time and block: names the events wherever they lie.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>XXH3 of base time and block: cheap enough to be compared whenever they are read; null in shards of version 1.</summary>
    public ulong? Checksum { get; init; }
}

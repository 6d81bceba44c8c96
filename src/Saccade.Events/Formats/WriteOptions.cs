using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>What a writer must know beyond the events.</summary>
public sealed record WriteOptions
{
    /// <summary>Name of the file in messages.</summary>
    public string Path { get; init; } = "(unnamed recording)";

    /// <summary>The sensor on which every event must lie; null to hold events to the limits of the format only.</summary>
    public SensorSize? Sensor { get; init; }

    /// <summary>How packets are compressed where the format can; others ignore it.</summary>
    public PacketCompression Compression { get; init; }
}

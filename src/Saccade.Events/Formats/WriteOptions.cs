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

/// <summary>Compression of packets in a container.</summary>
public enum PacketCompression
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>LZ4 frames.</summary>
    Lz4 = 1,
}

/// <summary>What a writer wrote.</summary>
/// <param name="Events">Events.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="TimeShift">
/// Microseconds added to every time, since the format could not hold the times as they were; 0 when they are unchanged.
/// </param>
/// <param name="SensorDropped">Whether the size of the sensor was known and the format has no place for it.</param>
public sealed record WriteReport(long Events, long Bytes, long TimeShift, bool SensorDropped);

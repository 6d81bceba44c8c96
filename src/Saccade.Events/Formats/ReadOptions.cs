using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>What a reader must know beyond the bytes of the file.</summary>
public sealed record ReadOptions
{
    /// <summary>Name of the file in messages: a path, or an archive and an entry.</summary>
    public string Path { get; init; } = "(unnamed recording)";

    /// <summary>The sensor on which every event must lie; null when only the format's own limits hold.</summary>
    public SensorSize? Sensor { get; init; }

    /// <summary>What happens to events outside <see cref="Sensor"/>.</summary>
    public OutsideSensor OutsideSensor { get; init; }
}

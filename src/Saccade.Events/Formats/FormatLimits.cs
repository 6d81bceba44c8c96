using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>What a format can hold; what it cannot is refused or said when a file is written, never lost in silence.</summary>
public sealed record FormatLimits
{
    /// <summary>The largest sensor.</summary>
    public SensorSize Sensor { get; init; } = new(SensorSize.MaxExtent, SensorSize.MaxExtent);

    /// <summary>Whether a file says how large its sensor is.</summary>
    public bool NamesSensor { get; init; }

    /// <summary>Whether events must be in order of time.</summary>
    public bool NeedsOrder { get; init; }

    /// <summary>Times run from 0 to this minus 1 when the clock does not wrap; null when any 64-bit time can be held.</summary>
    public long? TimeRange { get; init; }

    /// <summary>The latest time at which a recording may begin without being moved to 0; null when that is <see cref="TimeRange"/>.</summary>
    public long? LatestStart { get; init; }

    /// <summary>Whether the clock wraps at <see cref="TimeRange"/>, so that longer recordings can be held.</summary>
    public bool Wraps { get; init; }
}

using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>How a folder or archive is read as a data set.</summary>
public sealed record CatalogOptions
{
    /// <summary>The layout; null to recognise it.</summary>
    public DatasetLayout? Layout { get; init; }

    /// <summary>The sensor; null for the one the layout names.</summary>
    public SensorSize? Sensor { get; init; }

    /// <summary>What happens to events outside the sensor.</summary>
    public OutsideSensor OutsideSensor { get; init; }

    /// <summary>The formats of recordings that are known.</summary>
    public EventFormats Formats { get; init; } = EventFormats.Default;
}

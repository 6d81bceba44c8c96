using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>How a folder or archive is read as a data set.</summary>
public sealed record CatalogOptions
{
    /// <summary>The data set; null to recognise it. It names the layout and what its files need to be read right.</summary>
    public DatasetDescription? Description { get; init; }

    /// <summary>The layout; null for that of the description, or to recognise it.</summary>
    public DatasetLayout? Layout { get; init; }

    /// <summary>The sensor; null for the one the layout names.</summary>
    public SensorSize? Sensor { get; init; }

    /// <summary>What happens to events outside the sensor.</summary>
    public OutsideSensor OutsideSensor { get; init; }

    /// <summary>What happens where a recording is damaged.</summary>
    public DamagePolicy Damage { get; init; }

    /// <summary>
    /// Whether known mistakes in the published labels are corrected. They are not by default, since published results were
    /// obtained with them: DVS128 Gesture has one clip that ends in the next gesture.
    /// </summary>
    public bool CorrectLabels { get; init; }

    /// <summary>Stops the search for recordings.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The formats of recordings that are known.</summary>
    public EventFormats Formats { get; init; } = EventFormats.Default;
}

using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>What a catalog is made of.</summary>
internal sealed record CatalogContent
{
    public required string Name { get; init; }

    public required string Location { get; init; }

    public required SensorSize? Sensor { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required IReadOnlyList<RecordingItem> Items { get; init; }

    public DatasetDescription? Description { get; init; }

    /// <summary>How recordings are read where that is not the usual way; part of the key of a store.</summary>
    public string Reading { get; init; } = "";

    public IReadOnlyList<UnusedFolder> Unused { get; init; } = [];

    /// <summary>What is closed with the catalog.</summary>
    public IReadOnlyList<IDisposable> Resources { get; init; } = [];
}

using Saccade.Events.Shards;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>Opens a store as a data set.</summary>
internal static class StoreCatalog
{
    public static RecordingCatalog Open(string folder, CatalogOptions options)
    {
        StoreManifest manifest = StoreManifest.Read(folder);
        CheckWanted(folder, manifest, options);
        List<StoreItem> items = [];
        List<ShardReader> readers = [];
        foreach ((int index, StoreManifest.Shard shard) in manifest.Shards.Index())
        {
            var reader = new ShardReader(Path.Combine(folder, shard.File));
            readers.Add(reader);
            items.AddRange(manifest.Table(folder, index).Select(r => new StoreItem(r, reader)));
        }

        return new RecordingCatalog(new CatalogContent
        {
            Name = manifest.Name,
            Location = folder,
            Sensor = manifest.Sensor,
            Classes = manifest.Classes,
            Items = items,
            Description = DatasetDescriptions.Find(manifest.Name),
            Reading = manifest.Reading,
            Resources = readers,
        });
    }

    private static void CheckWanted(string folder, StoreManifest manifest, CatalogOptions options)
    {
        string? wanted = options.Layout?.Name ?? options.Description?.Name;
        if (wanted is not null && wanted != manifest.Name)
            throw new DatasetException(folder, $"the store holds '{manifest.Name}', not '{wanted}'");
        if (options.Sensor is { } sensor && sensor != manifest.Sensor)
            throw new DatasetException(folder, $"the store was prepared for sensor {manifest.Sensor?.ToString() ?? "unknown"}, not {sensor}; prepare it again with that sensor");
    }
}

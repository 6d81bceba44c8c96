using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>Opens a store as a data set.</summary>
internal static class StoreCatalog
{
    public static RecordingCatalog Open(string folder, CatalogOptions options)
    {
        var manifest = StoreManifest.Read(folder);
        CheckWanted(folder, manifest, options);
        List<StoreItem> items = [];
        List<ShardReader> readers = [];
        foreach ((int index, var shard) in manifest.Shards.Index())
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

/// <summary>A recording in a store.</summary>
internal sealed class StoreItem(StoredRecording recording, ShardReader shard) : RecordingItem(recording.Id, recording.Part, recording.Label)
{
    /// <summary>The checksum of the events: wherever the store lies, whenever it was made.</summary>
    public override string Identity => $"events:{Convert.ToHexStringLower(recording.Hash)}";

    public override long Length => recording.Block.Bytes;

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
    {
        shard.Read(recording, into);
        return (recording.Report, recording.Sensor);
    }

    public override byte[] ContentHash() => [.. recording.Hash];
}

using Saccade.Events.Datasets;

namespace Saccade.Events.Store;

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
            items.AddRange(Table(folder, manifest, index).Select(r => new StoreItem(r, reader)));
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

    /// <summary>The table of a shard, after checking that it is the one of the manifest.</summary>
    /// <exception cref="StoreException">The shard is missing, damaged or another one.</exception>
    public static StoredRecording[] Table(string folder, StoreManifest manifest, int index)
    {
        StoreManifest.Shard shard = manifest.Shards[index];
        string path = Path.Combine(folder, shard.File);
        FileInfo file = new(path);
        if (!file.Exists || file.Length != shard.Bytes)
            throw new StoreException(path, $"the store needs this file with {shard.Bytes} bytes, there {(file.Exists ? $"are {file.Length}" : "is none")}; prepare the data set again");
        StoredRecording[] table = ShardFile.ReadTable(path, new ShardKey(Convert.FromHexString(manifest.Source), index));
        return table.Length == shard.Recordings && Convert.ToHexStringLower(ShardTable.Hash(ShardTable.Write(table))) == shard.Table
            && Array.TrueForAll(table, r => r.Label >= 0 && r.Label < manifest.Classes.Count)
            ? table
            : throw new StoreException(path, "the shard is not the one that the store was finished with; prepare the data set again");
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

using System.Globalization;
using Saccade.Events.Datasets;
using Saccade.Events.Shards;
using Saccade.Files;

namespace Saccade.Events.Store;

/// <summary>
/// Which recordings go into which shard. It follows from the data set alone, so that a preparation that was killed is
/// continued with the same shards, on any number of threads.
/// </summary>
internal sealed class StorePlan
{
    private const int FewestShards = 16;

    private StorePlan(byte[] hash, IReadOnlyList<IReadOnlyList<RecordingItem>> shards)
    {
        Hash = hash;
        Shards = shards;
    }

    /// <summary>SHA-256 over everything that decides the content of the shards.</summary>
    public byte[] Hash { get; }

    public IReadOnlyList<IReadOnlyList<RecordingItem>> Shards { get; }

    public static StorePlan Of(RecordingCatalog catalog, StoreOptions options)
    {
        var all = catalog.Everything();
        long total = all.Items.Sum(i => i.ExpectedBytes);
        long target = Math.Clamp(total / FewestShards, Math.Min(options.ShardBytes, StoreOptions.SmallestShard), options.ShardBytes);
        List<List<RecordingItem>> shards = [];
        long filled = 0;
        foreach (var item in all.Items)
        {
            bool full = shards.Count == 0 || filled >= target || shards[^1].Count >= options.ShardRecordings;
            bool together = shards.Count > 0 && item.Container is { } container && container == shards[^1][^1].Container;
            if (full && !together)
            {
                shards.Add([]);
                filled = 0;
            }

            shards[^1].Add(item);
            filled += item.ExpectedBytes;
        }

        return new StorePlan(ComputeHash(catalog, shards), shards);
    }

    private static byte[] ComputeHash(RecordingCatalog catalog, List<List<RecordingItem>> shards)
    {
        using ContentHash hash = new();
        hash.Add($"store v{ShardFile.FormatVersion} {catalog.Name} {catalog.Sensor} {catalog.Reading}\n{string.Join('\n', catalog.Classes)}\n");
        foreach (var shard in shards)
        {
            hash.Add($"shard {shard.Count}\n");
            foreach (var item in shard)
                hash.Add(string.Create(CultureInfo.InvariantCulture, $"{item.Id}\n{item.Part}\n{item.Label}\n{item.Identity}\n"));
        }

        return hash.Finish();
    }
}

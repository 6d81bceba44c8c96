using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Events.Sources;
using Saccade.Events.Store;
using Saccade.TestKit;

namespace Saccade.Mutation.Kinds;

/// <summary>Data sets: archives, stores, splits, prepared frames.</summary>
internal static class DataKinds
{
    private const string Manifest = "store.json", Shard = "shard-00000.events";
    private const int TrailerBytes = 88, HashBytes = 32;

    private static readonly SensorSize _sensor = new(34, 34);
    private static readonly Type[] _documented = [typeof(EventFormatException), typeof(DatasetException), typeof(StoreException)];

    public static IEnumerable<MutationKind> All
    {
        get
        {
            (byte[] manifest, byte[] shard) = Store();
            int table = (int)BitConverter.ToInt64(shard, shard.Length - TrailerBytes);
            return
            [
                new("zip-set", [Zip(CompressionLevel.Optimal), Zip(CompressionLevel.NoCompression)], ReadZip, _documented),
                new("npz-array", [Npy()], (bytes, _) => NpzFrames.Read(new MemoryStream(bytes, writable: false)), [typeof(EventFormatException)]) { Seal = bytes => Zipped(CompressionLevel.Fastest, ("frames.npy", bytes)) },
                new("split", [Split()], ReadSplit, _documented) { IsText = true },
                new("store-manifest", [manifest], (bytes, folder) => ReadStore(bytes, shard, folder), _documented) { IsText = true },
                new("store-shard", [shard], (bytes, folder) => ReadStore(WithLength(manifest, bytes.Length, null), bytes, folder), _documented),
                new("store-table", [shard[table..^TrailerBytes]], (bytes, folder) => ReadStore(WithLength(manifest, bytes.Length, bytes[table..^TrailerBytes]), bytes, folder), _documented)
                {
                    Seal = bytes => WithTable(shard, table, bytes),
                },
                new("frame-cache", [FrameCacheFile()], ReadFrameCache, [typeof(InvalidDataException)])
                {
                    Seal = bytes => bytes.Length < HashBytes ? bytes : [.. bytes[..^HashBytes], .. SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashBytes))],
                },
            ];
        }
    }

    private static byte[] Recording(int number) => EventData.AtisBytes(EventData.Random(20 + number, _sensor, (ulong)number));

    private static byte[] Zip(CompressionLevel level) => Zipped(
        level, [.. from part in new[] { "Train", "Test" } from label in new[] { 0, 1 } select ($"{part}/{label}/{part}{label}.bin", Recording(label))]);

    private static byte[] Zipped(CompressionLevel level, params IReadOnlyList<(string Name, byte[] Content)> entries)
    {
        using MemoryStream stream = new();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Frames as SpikingJelly keeps them: (T, 2, H, W).</summary>
    private static byte[] Npy()
    {
        string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 4, 5), }".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. new byte[3 * 2 * 4 * 5 * 4]];
    }

    private static void ReadZip(byte[] bytes, string folder)
    {
        string path = Path.Combine(folder, "set.zip");
        File.WriteAllBytes(path, bytes);
        using var catalog = RecordingCatalog.Open(path);
        ReadAll(catalog);
    }

    private static void ReadAll(RecordingCatalog catalog)
    {
        foreach (string part in catalog.Parts)
        {
            foreach (var item in catalog.Part(part).Items)
                item.Read(new EventBuffer());
        }
    }

    private static RecordingCatalog Opened(string folder)
    {
        string path = Path.Combine(folder, "seed.zip");
        if (!File.Exists(path))
            File.WriteAllBytes(path, Zip(CompressionLevel.NoCompression));
        return RecordingCatalog.Open(path);
    }

    private static byte[] Split()
    {
        using TemporaryFolder folder = new();
        using var catalog = Opened(folder.Path);
        string path = Path.Combine(folder.Path, "split.json");
        DatasetSplit.Of(catalog, SplitRule.Official).Write(path);
        return File.ReadAllBytes(path);
    }

    private static void ReadSplit(byte[] bytes, string folder)
    {
        string path = Path.Combine(folder, "split.json");
        File.WriteAllBytes(path, bytes);
        using var catalog = Opened(folder);
        DatasetSplit.Read(path, catalog);
    }

    private static (byte[] Manifest, byte[] Shard) Store()
    {
        using TemporaryFolder folder = new();
        using var catalog = Opened(folder.Path);
        string store = Path.Combine(folder.Path, "store");
        EventStore.Prepare(catalog, store);
        return (File.ReadAllBytes(Path.Combine(store, Manifest)), File.ReadAllBytes(Path.Combine(store, Shard)));
    }

    private static void ReadStore(byte[] manifest, byte[] shard, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, Manifest), manifest);
        File.WriteAllBytes(Path.Combine(folder, Shard), shard);
        EventStore.Verify(folder);
        using var catalog = RecordingCatalog.Open(folder);
        ReadAll(catalog);
    }

    /// <summary>The list of a store with the length of its shard and, if it is mutated, the hash of its table.</summary>
    private static byte[] WithLength(byte[] manifest, int length, byte[]? table)
    {
        var json = JsonNode.Parse(manifest)!;
        json["shards"]![0]!["bytes"] = length;
        if (table is not null)
            json["shards"]![0]!["table"] = Convert.ToHexStringLower(SHA256.HashData(table));
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    /// <summary>A shard with another table, whose length and hash stand where the reader looks for them.</summary>
    private static byte[] WithTable(byte[] shard, int offset, byte[] table)
    {
        byte[] trailer = shard[^TrailerBytes..];
        BitConverter.TryWriteBytes(trailer.AsSpan(8), table.Length);
        SHA256.HashData(table, trailer.AsSpan(16 + HashBytes));
        return [.. shard[..offset], .. table, .. trailer];
    }

    private static PreparedFrames Prepare(string cache) => PreparedFrames.Prepare(
        MemoryItem.Set(3), new FramePreparation { Slicing = new Slicing.ByNumber(4) }, new PrepareOptions { Cache = new FrameCache(cache), Threads = 1 });

    private static byte[] FrameCacheFile()
    {
        using TemporaryFolder folder = new();
        Prepare(folder.Path);
        return File.ReadAllBytes(Directory.GetFiles(folder.Path).Single());
    }

    /// <summary>A damaged file of prepared frames is no error: it is put aside and made again, and the report says so.</summary>
    private static void ReadFrameCache(byte[] bytes, string folder)
    {
        string cache = Path.Combine(folder, "cache");
        if (!Directory.Exists(cache))
            Prepare(cache);
        File.WriteAllBytes(Directory.GetFiles(cache).Single(), bytes);
        if (Prepare(cache).Cache is { Outcome: not CacheOutcome.Loaded } report)
            throw new InvalidDataException(report.ToString());
    }
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Formats.Numpy;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;

namespace Saccade.Mutation.Kinds;

/// <summary>Data sets: archives, splits, prepared frames.</summary>
internal static class DataKinds
{
    private const int HashBytes = 32;

    private static readonly SensorSize _sensor = new(34, 34);
    private static readonly Type[] _documented = [typeof(EventFormatException), typeof(DatasetException)];

    public static IEnumerable<MutationKind> All =>
    [
        new("zip-set", [Zip(CompressionLevel.Optimal), Zip(CompressionLevel.NoCompression)], ReadZip, _documented),
        new("npz-array", [Npy()], (bytes, _) => NpzFrames.Read(new MemoryStream(bytes, writable: false)), [typeof(EventFormatException)]) { Seal = bytes => Zipped(CompressionLevel.Fastest, ("frames.npy", bytes)) },
        new("split", [Split()], ReadSplit, _documented) { IsText = true },
        new("frame-cache", [FrameCacheFile()], ReadFrameCache, [typeof(InvalidDataException)])
        {
            Seal = bytes => bytes.Length < HashBytes ? bytes : [.. bytes[..^HashBytes], .. SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashBytes))],
        },
    ];

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
                using Stream entry = archive.CreateEntry(name, level).Open();
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
        using RecordingCatalog catalog = RecordingCatalog.Open(path);
        ReadAll(catalog);
    }

    private static void ReadAll(RecordingCatalog catalog)
    {
        foreach (string part in catalog.Parts)
        {
            foreach (RecordingItem item in catalog.Part(part).Items)
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
        using RecordingCatalog catalog = Opened(folder.Path);
        string path = Path.Combine(folder.Path, "split.json");
        DatasetSplit.Of(catalog, SplitRule.Official).Write(path);
        return File.ReadAllBytes(path);
    }

    private static void ReadSplit(byte[] bytes, string folder)
    {
        string path = Path.Combine(folder, "split.json");
        File.WriteAllBytes(path, bytes);
        using RecordingCatalog catalog = Opened(folder);
        DatasetSplit.Read(path, catalog);
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

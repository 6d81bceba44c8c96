using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Shards;

/// <summary>The file <c>store.json</c>, which is written last: without it a folder is no store.</summary>
internal sealed record StoreManifest
{
    public const string FileName = "store.json";
    public const string Kind = "saccade-event-store";

    private static readonly ManifestJson _json = new(new JsonSerializerOptions(ManifestJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public string Format { get; init; } = Kind;

    public int Version { get; init; } = ShardFile.FormatVersion;

    /// <summary>Name of the data set.</summary>
    public required string Name { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>How the recordings were read where that was not the usual way.</summary>
    public required string Reading { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Hash of ids and labels.</summary>
    public required string DataHash { get; init; }

    /// <summary>Hash of the preparation: recordings, their content, how they were read and into which shards they went.</summary>
    public required string Source { get; init; }

    public required IReadOnlyList<Shard> Shards { get; init; }

    [JsonIgnore]
    public SensorSize? Sensor => Width > 0 ? new SensorSize(Width, Height) : null;

    /// <summary>Whether a folder holds a finished store.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), [.. JsonSerializer.SerializeToUtf8Bytes(this, _json.StoreManifest), (byte)'\n']);

    /// <exception cref="StoreException">The file is no manifest of this version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StoreManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), _json.StoreManifest) is { Format: Kind, Version: >= ShardFile.OldestVersion and <= ShardFile.FormatVersion } manifest
                ? manifest.Problem() is { } problem ? throw new StoreException(path, $"the store's list is damaged ({problem}); prepare the data set again") : manifest
                : throw new StoreException(path, $"no store of version {ShardFile.OldestVersion} to {ShardFile.FormatVersion}; prepare the data set again");
        }
        catch (JsonException e)
        {
            throw new StoreException(path, $"the store's list is damaged ({e.Message}); prepare the data set again", e);
        }
    }

    /// <summary>The table of a shard, after checking that it is the one of this list.</summary>
    /// <exception cref="StoreException">The shard is missing, damaged or another one.</exception>
    public StoredRecording[] Table(string folder, int index)
    {
        var shard = Shards[index];
        string path = Path.Combine(folder, shard.File);
        FileInfo file = new(path);
        if (!file.Exists || file.Length != shard.Bytes)
            throw new StoreException(path, $"the store needs this file with {shard.Bytes} bytes, there {(file.Exists ? $"are {file.Length}" : "is none")}; prepare the data set again");
        var table = ShardFile.ReadTable(path, new ShardKey(Convert.FromHexString(Source), index));
        return table.Length == shard.Recordings && Convert.ToHexStringLower(ShardTable.Hash(ShardTable.Write(table))) == shard.Table
            && Array.TrueForAll(table, r => r.Label >= 0 && r.Label < Classes.Count)
            ? table
            : throw new StoreException(path, "the shard is not the one that the store was finished with; prepare the data set again");
    }

    /// <summary>What no preparation writes, or null.</summary>
    private string? Problem()
    {
        if (Width < 0 || Height < 0 || Sensor is { IsValid: false })
            return $"a sensor of {Width}x{Height}";
        if (!IsHash(Source) || !IsHash(DataHash))
            return "a hash that is not 64 hexadecimal digits";
        if (Classes.Any(c => c is null) || Shards.Any(s => s is null))
            return "null in a list";
        return Shards.Index().Where(s => s.Item.File != ShardFile.Name(s.Index) || s.Item.Bytes < 0 || s.Item.Recordings < 0 || s.Item.Events < 0 || !IsHash(s.Item.Table))
            .Select(s => $"shard {s.Index} with file '{s.Item.File}', expected {ShardFile.Name(s.Index)} with counts and hash").FirstOrDefault();
    }

    private static bool IsHash(string? text) => text is { Length: 2 * StoredRecording.HashBytes } && text.All(char.IsAsciiHexDigit);

    /// <summary>A file of the store.</summary>
    public sealed record Shard(string File, long Bytes, int Recordings, long Events, string Table);
}

/// <summary>How a store's list is said in JSON, without reflection, so that it can be trimmed and compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StoreManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

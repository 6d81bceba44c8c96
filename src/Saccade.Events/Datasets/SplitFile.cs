using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Events.Sources;
using Saccade.Files;

namespace Saccade.Events.Datasets;

/// <summary>A stored split: JSON with name, rule, seed, hashes and the ids of each part.</summary>
internal static class SplitFile
{
    private const string Kind = "saccade-split";
    private const int Version = 1;

    private static readonly SplitJson _json = new(new JsonSerializerOptions(SplitJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void Write(string path, DatasetSplit split)
    {
        var content = new SplitContent(
            Kind, Version, split.Name, split.Rule, split.Seed, split.Data, split.DataHash, split.Hash,
            split.Parts.ToDictionary(p => p.Name, p => p.Items.Select(i => i.Id).ToArray()));
        AtomicFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(content, _json.SplitContent), (byte)'\n']);
    }

    public static DatasetSplit Read(string path, RecordingCatalog catalog)
    {
        var content = Parse(path);
        var all = catalog.Everything();
        CheckIds(path, content, catalog, all);
        if (content.DataHash != catalog.Hash)
            throw new DatasetException(path, $"the split divides data set '{content.Data}' with hash {Short(content.DataHash)}, this one ({catalog.Location}) is '{catalog.Name}' with hash {Short(catalog.Hash)}; recordings were added or labels changed");

        var index = all.Items.Index().ToDictionary(i => i.Item.Id, i => i.Index, StringComparer.Ordinal);
        var split = new DatasetSplit(
            content.Name, content.Rule, content.Seed, catalog, [.. content.Parts.Select(p => all.Select(p.Key, p.Value.Select(id => index[id])))]);
        return split.Hash == content.Hash
            ? split
            : throw new DatasetException(path, $"got parts with hash {Short(split.Hash)}, expected {Short(content.Hash)} as the file says; it was changed after 'saccade data split' wrote it, make it again");
    }

    private static SplitContent Parse(string path)
    {
        try
        {
            var content = JsonSerializer.Deserialize(File.ReadAllBytes(path), _json.SplitContent);
            return content is { Format: Kind, Version: Version, Name: not null, Rule: not null, Parts.Count: > 0 } && content.Parts.All(p => p.Key.Length > 0 && p.Value?.All(id => id is not null) == true)
                ? content
                : throw new DatasetException(path, $"expected a split file of version {Version}, got {(content?.Format is { } kind ? $"'{kind}' of version {content.Version}" : "something else")}");
        }
        catch (JsonException e)
        {
            throw new DatasetException(path, $"this is not a split file, as 'saccade data split' writes it ({ErrorText.Of(e)})", e);
        }
    }

    private static void CheckIds(string path, SplitContent content, RecordingCatalog catalog, RecordingSet all)
    {
        HashSet<string> known = [.. all.Items.Select(i => i.Id)];
        Dictionary<string, string> owner = new(StringComparer.Ordinal);
        foreach ((string part, string[] ids) in content.Parts)
        {
            foreach (string id in ids)
            {
                if (!known.Contains(id))
                    throw new DatasetException(path, $"part '{part}' names recording '{id}', which the data set ({catalog.Location}) does not have; the split belongs to '{content.Data}' with hash {Short(content.DataHash)}");
                if (!owner.TryAdd(id, part))
                    throw new DatasetException(path, $"recording '{id}' is in '{owner[id]}' and again in '{part}'; a recording may be in one part only, once");
            }
        }
    }

    private static string Short(string? hash) => hash is { Length: > 16 } ? hash[..16] : hash ?? "none";
}

/// <summary>A split as it is stored.</summary>
internal sealed record SplitContent(
    string Format, int Version, string Name, string Rule, ulong? Seed, string Data, string DataHash, string Hash, Dictionary<string, string[]> Parts);

/// <summary>How a split is written in JSON, without reflection, so that it can be trimmed and compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SplitContent))]
internal sealed partial class SplitJson : JsonSerializerContext;

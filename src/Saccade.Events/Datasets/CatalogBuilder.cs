using Saccade.Events.Datasets.Clips;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>Opens a folder, an archive or a prepared store as a data set: finds out which it is, and collects its recordings.</summary>
internal static class CatalogBuilder
{
    public static RecordingCatalog Open(string path, CatalogOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options.Sensor?.Checked(nameof(options));
        if (StoreManifest.IsIn(path))
            return StoreCatalog.Open(path, options);
        List<RecordingSource> sources = [];
        try
        {
            sources.Add(RecordingSource.Open(path, options.Cancellation));
            if (sources[0] is FolderSource folder)
                sources.AddRange(folder.Files.Where(IsArchiveOfParts).Select(f => RecordingSource.Open(folder.Describe(f))));
            return new RecordingCatalog(Build(path, options, sources));
        }
        catch
        {
            sources.ForEach(s => s.Dispose());
            throw;
        }
    }

    private static bool IsArchiveOfParts(SourceFile file) =>
        !file.Path.Contains('/') && file.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static CatalogContent Build(string path, CatalogOptions options, List<RecordingSource> sources)
    {
        Candidate[] candidates = [.. sources.SelectMany(s => Candidate.All(s, options.Formats.KnowsExtension))];
        if (candidates.Length == 0)
            candidates = [.. sources.SelectMany(s => Candidate.All(s, options.Formats.MayRead))]; // recordings as text, for want of others
        var description = options.Description;
        var layout = options.Layout ?? description?.Layout;
        if (layout is null)
            description = DatasetDescriptions.All.FirstOrDefault(d => Fits(d.Layout, candidates, sources)) ?? throw Nothing(path, options, sources);
        else
            description ??= DatasetDescriptions.Find(layout.Name);
        layout ??= description!.Layout;

        ReadOptions read = new()
        {
            Sensor = options.Sensor ?? layout.Sensor,
            OutsideSensor = options.OutsideSensor,
            Damage = options.Damage,
            Addresses = description?.Addresses,
        };
        var content = layout.Clips is { } clips
            ? ClipCatalog.Build(path, layout, clips, sources, options, read)
            : FolderCatalog.Build(path, layout, candidates, options.Formats, read);
        return content.Items.Count == 0
            ? throw Nothing(path, options with { Layout = layout }, sources)
            : content with { Description = description, Resources = sources, Reading = Reading(options), Hint = FolderDepth.Note(content, layout, path, options.Formats) };
    }

    private static string Reading(CatalogOptions options)
    {
        List<string> unusual = [];
        if (options.OutsideSensor != OutsideSensor.Fail)
            unusual.Add("events outside the sensor dropped");
        if (options.Damage != DamagePolicy.Fail)
            unusual.Add("damaged recordings salvaged");
        if (options.CorrectLabels)
            unusual.Add("labels corrected");
        return string.Join(", ", unusual);
    }

    private static bool Fits(DatasetLayout layout, Candidate[] candidates, List<RecordingSource> sources) => layout.Clips is { } clips
        ? ClipCatalog.Fits(layout, clips, sources)
        : FolderCatalog.Fits(layout, candidates);

    private static DatasetException Nothing(string path, CatalogOptions options, List<RecordingSource> sources)
    {
        if (FolderDepth.Hint(path, sources, options.Formats) is { } deeper)
            return new DatasetException(path, deeper);
        var wanted = options.Layout ?? options.Description?.Layout;
        IEnumerable<DatasetLayout> layouts = wanted is null ? DatasetLayout.Known : [wanted];
        string lookedFor = string.Join("; ", layouts.Select(l => $"{l.Name}: {l.Description}"));
        string formats = string.Join(' ', options.Formats.All.SelectMany(f => f.Extensions));
        int files = sources.Sum(s => s.Files.Count);
        int loose = sources.Sum(s => s.Files.Count(f => options.Formats.KnowsExtension(f.Path)));
        string[] tars = [.. sources.SelectMany(s => s.Files).Select(f => f.Path).Where(IsTar).Take(3)];
        string hint = sources.Any(s => s.Files.Any(f => f.Path.EndsWith(ShardFile.Extension, StringComparison.Ordinal))) ? "; there is an unfinished store: prepare the data set into this folder again to go on"
            : tars.Length > 0 ? $"; {string.Join(", ", tars)} cannot be read in place: unpack with tar -xzf"
            : "";
        return new DatasetException(path, $"no recordings found; looked for {lookedFor}; there are {files} files, {loose} of them with a known extension ({formats}){hint}");
    }

    private static bool IsTar(string path) =>
        path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);
}

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

    /// <summary>A sign that another folder was meant; null if there is none.</summary>
    public string? Hint { get; init; }

    /// <summary>What is closed with the catalog.</summary>
    public IReadOnlyList<IDisposable> Resources { get; init; } = [];
}

using Saccade.Events.Datasets.Sources;

namespace Saccade.Events.Datasets;

/// <summary>Finds the recordings of a folder or archive and sorts them into parts and classes.</summary>
internal static class CatalogBuilder
{
    public static RecordingCatalog Open(string path, CatalogOptions options)
    {
        options.Sensor?.Checked(nameof(options));
        List<RecordingSource> sources = [];
        try
        {
            sources.Add(RecordingSource.Open(path));
            if (sources[0] is FolderSource folder)
                sources.AddRange(folder.Files.Where(IsArchiveOfParts).Select(f => RecordingSource.Open(folder.Describe(f))));
            return Build(path, options, sources);
        }
        catch
        {
            sources.ForEach(s => s.Dispose());
            throw;
        }
    }

    private static bool IsArchiveOfParts(SourceFile file) =>
        !file.Path.Contains('/') && file.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static RecordingCatalog Build(string path, CatalogOptions options, List<RecordingSource> sources)
    {
        Candidate[] candidates = [.. sources.SelectMany(s => Candidates(s, options))];
        DatasetLayout layout = options.Layout ?? DatasetLayout.Known.FirstOrDefault(l => Fits(l, candidates)) ?? throw Nothing(path, options, sources);
        List<UnusedFolder> unused = [];
        List<(Candidate Candidate, string Part)> used = Assign(path, layout, candidates, unused);
        if (used.Count == 0)
            throw Nothing(path, options with { Layout = layout }, sources);

        IReadOnlyList<string> classes = layout.Classes
            ?? [.. used.Select(u => u.Candidate.Class).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> labels = classes.Select((name, index) => (name, index)).ToDictionary(c => c.name, c => c.index, StringComparer.Ordinal);
        var sensor = options.Sensor ?? layout.Sensor;
        FileRecording[] items = [.. used
            .Select(u => new FileRecording(
                u.Candidate.Id(layout), u.Part, Label(labels, u.Candidate, layout), u.Candidate.Source, u.Candidate.File,
                options.Formats, sensor, options.OutsideSensor))
            .OrderBy(i => i.Id, StringComparer.Ordinal)];
        return new RecordingCatalog(layout.Name, path, sensor, classes, items, unused, sources);
    }

    private static int Label(Dictionary<string, int> labels, Candidate candidate, DatasetLayout layout) =>
        labels.TryGetValue(candidate.Class, out int label)
            ? label
            : throw new DatasetException(
                candidate.Source.Describe(candidate.File), $"'{candidate.Class}' is no class of {layout.Name}, which has {string.Join(", ", labels.Keys)}");

    private static IEnumerable<Candidate> Candidates(RecordingSource source, CatalogOptions options)
    {
        string rootName = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Location)));
        if (source is ZipSource)
            rootName = Path.GetFileNameWithoutExtension(rootName);
        foreach (SourceFile file in source.Files)
        {
            string[] segments = file.Path.Split('/');
            if (segments.Length < 2 || segments.Any(s => s.StartsWith('.') || s == "__MACOSX") || !options.Formats.KnowsExtension(file.Path))
                continue;
            string prefix = string.Join('/', segments[..^2]);
            string folder = segments.Length > 2 ? segments[^3] : rootName;
            yield return new Candidate(source, file, prefix, folder, segments[^2], segments[^1]);
        }
    }

    private static bool Fits(DatasetLayout layout, Candidate[] candidates)
    {
        IEnumerable<Candidate> members = layout.Parts.Count == 0 ? candidates : candidates.Where(c => layout.PartOf(c.Folder) is not null);
        bool any = false;
        foreach (Candidate member in members.Where(m => HasExtension(layout, m)))
        {
            if (layout.Classes?.Contains(member.Class) == false)
                return false;
            any = true;
        }

        return any;
    }

    private static bool HasExtension(DatasetLayout layout, Candidate candidate) =>
        layout.Extensions?.Contains(Path.GetExtension(candidate.Name).ToLowerInvariant()) != false;

    private static List<(Candidate Candidate, string Part)> Assign(string path, DatasetLayout layout, Candidate[] candidates, List<UnusedFolder> unused)
    {
        List<(Candidate, string)> used = [];
        var byPart = candidates.Where(c => HasExtension(layout, c))
            .GroupBy(c => layout.Parts.Count == 0 ? DatasetLayout.AllPart : layout.PartOf(c.Folder)?.Part);
        foreach (var part in byPart)
        {
            List<IGrouping<string, Candidate>> places = [.. part.GroupBy(c => c.Place)];
            if (part.Key is null)
            {
                unused.AddRange(places.Select(p => new UnusedFolder(p.Key, p.Count(), $"no part of {layout.Name}")));
                continue;
            }

            // An unpacked folder beside its archive is the usual way to have a part twice; the folder is taken.
            List<IGrouping<string, Candidate>> unpacked = [.. places.Where(p => p.First().Source is FolderSource)];
            List<IGrouping<string, Candidate>> taken = unpacked.Count == 1 ? unpacked : places;
            if (taken.Count > 1)
                throw new DatasetException(path, $"part '{part.Key}' is there more than once: {string.Join(", ", taken.Select(p => p.Key))}; give the path of one of them");
            unused.AddRange(places.Except(taken).Select(p => new UnusedFolder(p.Key, p.Count(), $"part '{part.Key}' is taken from {taken[0].Key}")));
            used.AddRange(taken[0].Select(c => (c, part.Key)));
        }

        return used;
    }

    private static DatasetException Nothing(string path, CatalogOptions options, List<RecordingSource> sources)
    {
        IEnumerable<DatasetLayout> layouts = options.Layout is null ? DatasetLayout.Known : [options.Layout];
        string lookedFor = string.Join("; ", layouts.Select(l => $"{l.Name}: {l.Description}"));
        string formats = string.Join(' ', options.Formats.All.SelectMany(f => f.Extensions));
        int files = sources.Sum(s => s.Files.Count);
        int loose = sources.Sum(s => s.Files.Count(f => options.Formats.KnowsExtension(f.Path)));
        return new DatasetException(path, $"no recordings found; looked for {lookedFor}; there are {files} files, {loose} of them with a known extension ({formats})");
    }

    /// <summary>A file that may be a recording: FOLDER/CLASS/NAME below some prefix.</summary>
    private sealed record Candidate(RecordingSource Source, SourceFile File, string Prefix, string Folder, string Class, string Name)
    {
        public string Place => Source is ZipSource ? $"{Source.Location}!{Prefix}" : Path.Combine(Source.Location, Prefix);

        public string Id(DatasetLayout layout) => layout.PartOf(Folder) is { } part ? $"{part.Folder}/{Class}/{Name}" : $"{Class}/{Name}";
    }
}

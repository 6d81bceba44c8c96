using Saccade.Events.Formats;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets.Clips;

/// <summary>Finds long recordings with their tables and lists, and makes one recording of each line of a table.</summary>
internal static class ClipCatalog
{
    public static bool Fits(DatasetLayout layout, ClipTables clips, IReadOnlyList<RecordingSource> sources) =>
        sources.Any(s => Trials(s, layout, clips).Any());

    public static CatalogContent Build(
        string path, DatasetLayout layout, ClipTables clips, IReadOnlyList<RecordingSource> sources, CatalogOptions options, ReadOptions read)
    {
        List<Trial> trials = [.. sources.SelectMany(s => Trials(s, layout, clips)).OrderBy(t => t.Name, StringComparer.Ordinal)];
        if (trials.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new DatasetException(path, $"recording '{twice.Key}' is there more than once: {string.Join(", ", twice.Select(t => t.Where))}; give the path of one of them");
        var parts = TrialLists.Read(path, layout, sources, trials);
        var files = new DecodedFiles(Environment.ProcessorCount + 1);
        List<RecordingItem> items = [];
        List<UnusedFolder> unused = [];
        foreach (var trial in trials)
        {
            var lines = ClipTableReader.Read(trial.Source, trial.Table, trial.Name, clips, layout, options.CorrectLabels);
            string? part = parts is null ? DatasetLayout.AllPart : parts.GetValueOrDefault(trial.Name);
            if (part is null)
            {
                unused.Add(new UnusedFolder(trial.Where, lines.Length, "in no list of a part"));
                continue;
            }

            items.AddRange(Clips(trial, lines, part, new RecordingFile(trial.Source, trial.File, options.Formats, read), files));
        }

        return new CatalogContent
        {
            Name = layout.Name,
            Location = path,
            Sensor = read.Sensor,
            Classes = layout.Classes ?? [],
            Items = items,
            Unused = unused,
        };
    }

    private static IEnumerable<RecordingItem> Clips(Trial trial, ClipLine[] lines, string part, RecordingFile file, DecodedFiles files)
    {
        var whole = new ClippedFile(file, $"{file.Identity}:{trial.Table.Identity}", lines.Length);
        Dictionary<int, int> ofLabel = [];
        foreach ((int index, var line) in lines.Index())
        {
            int number = ofLabel.GetValueOrDefault(line.Label);
            ofLabel[line.Label] = number + 1;
            yield return new ClipRecording($"{trial.Name}/{line.Label}/{number}", part, line, index == 0, whole, files);
        }
    }

    private static IEnumerable<Trial> Trials(RecordingSource source, DatasetLayout layout, ClipTables clips)
    {
        var tables = source.Files
            .Where(f => f.Path.EndsWith(clips.Suffix, StringComparison.Ordinal) && !f.Path.Split('/').Any(Candidate.IsHidden))
            .ToDictionary(f => f.Path[..^clips.Suffix.Length], StringComparer.Ordinal);
        foreach (var file in tables.Count == 0 ? [] : source.Files)
        {
            string extension = Path.GetExtension(file.Path);
            if (layout.Extensions?.Contains(extension.ToLowerInvariant()) != false && tables.TryGetValue(file.Path[..^extension.Length], out var table))
                yield return new Trial(source, file, table, Path.GetFileNameWithoutExtension(file.Path));
        }
    }
}

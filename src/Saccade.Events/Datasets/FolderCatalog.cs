using Saccade.Events.Formats;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>Sorts recordings in class folders into parts and classes.</summary>
internal static class FolderCatalog
{
    private const int MostShown = 5;

    public static bool Fits(DatasetLayout layout, Candidate[] candidates)
    {
        var members = candidates.Where(c => Belongs(layout, c) && (layout.Parts.Count == 0 || layout.PartOf(c.Folder) is not null));
        bool any = false;
        foreach (var member in members)
        {
            if (layout.Classes?.Contains(member.Class) == false)
                return false;
            any = true;
        }

        return any;
    }

    public static CatalogContent Build(string path, DatasetLayout layout, Candidate[] candidates, EventFormats formats, ReadOptions read)
    {
        List<UnusedFolder> unused = [];
        var used = Assign(path, layout, candidates, unused);
        var classes = layout.Classes
            ?? [.. used.Select(u => u.Candidate.Class).Distinct().Order(StringComparer.Ordinal)];
        var labels = classes.Select((name, index) => (name, index)).ToDictionary(c => c.name, c => c.index, StringComparer.Ordinal);
        FileRecording[] items = [.. used
            .Select(u => new FileRecording(
                u.Candidate.Id(layout), u.Part, Label(labels, u.Candidate, layout), new RecordingFile(u.Candidate.Source, u.Candidate.File, formats, read)))
            .OrderBy(i => i.Id, StringComparer.Ordinal)];
        return new CatalogContent { Name = layout.Name, Location = path, Sensor = read.Sensor, Classes = classes, Items = items, Unused = unused };
    }

    private static bool Belongs(DatasetLayout layout, Candidate candidate) =>
        layout.Extensions?.Contains(candidate.Extension) != false && (layout.Root is null || candidate.Above.Contains(layout.Root));

    private static int Label(Dictionary<string, int> labels, Candidate candidate, DatasetLayout layout) =>
        labels.TryGetValue(candidate.Class, out int label)
            ? label
            : throw new DatasetException(
                candidate.Source.Describe(candidate.File), $"'{candidate.Class}' is no class of {layout.Name}, which has {string.Join(", ", labels.Keys)}");

    private static List<(Candidate Candidate, string Part)> Assign(string path, DatasetLayout layout, Candidate[] candidates, List<UnusedFolder> unused)
    {
        List<(Candidate, string)> used = [];
        var groups = candidates.Where(c => Belongs(layout, c)).GroupBy(c => (
            Part: layout.Parts.Count == 0 ? DatasetLayout.AllPart : layout.PartOf(c.Folder)?.Part,
            Class: layout.ClassArchives ? c.Class : null));
        foreach (var group in groups)
        {
            List<IGrouping<string, Candidate>> places = [.. group.GroupBy(c => c.Place)];
            if (group.Key.Part is not { } part)
            {
                unused.AddRange(places.Select(p => new UnusedFolder(p.Key, p.Count(), $"no part of {layout.Name}")));
                continue;
            }

            // An unpacked folder beside its archive is the usual way to have a part twice; the folder is taken.
            List<IGrouping<string, Candidate>> unpacked = [.. places.Where(p => p.First().Source is FolderSource)];
            var taken = unpacked.Count == 1 ? unpacked : places;
            if (taken.Count > 1)
                throw new DatasetException(path, MoreThanOnce(layout, part, [.. taken.Select(p => p.Key)]));
            unused.AddRange(places.Except(taken).Select(p => new UnusedFolder(p.Key, p.Count(), $"part '{part}' is taken from {taken[0].Key}")));
            used.AddRange(taken[0].Select(c => (c, part)));
        }

        return used;
    }

    private static string MoreThanOnce(DatasetLayout layout, string part, string[] places)
    {
        string shown = string.Join(", ", places.Take(MostShown)) + (places.Length > MostShown ? $" and {places.Length - MostShown} more" : "");
        return layout is { Parts.Count: 0, Classes: null }
            ? $"recordings lie in folders of several folders: {shown}; a class folder holds its recordings directly, so give one of those folders if each is a data set, or move the recordings of a class into one folder if each is a class"
            : $"part '{part}' is there more than once: {shown}; give the path of one of them";
    }
}

using Saccade.Events.Sources;

namespace Saccade.Events.Datasets.Clips;

/// <summary>The files that list which recordings make up which part.</summary>
internal static class TrialLists
{
    /// <summary>The part of each recording by its name, or null when there is no list.</summary>
    /// <exception cref="DatasetException">A list names a recording that is not there, or two lists name the same one.</exception>
    public static Dictionary<string, string>? Read(string path, DatasetLayout layout, IReadOnlyList<RecordingSource> sources, List<Trial> trials)
    {
        HashSet<string> known = [.. trials.Select(t => t.Name)];
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        bool any = false;
        foreach ((var source, var file, string part) in Lists(layout, sources))
        {
            any = true;
            string[] names = [.. Names(source, file)];
            string[] absent = [.. names.Where(n => !known.Contains(n))];
            if (absent.Length > 0)
                throw new DatasetException(source.Describe(file), $"lists {names.Length} recordings, of which {absent.Length} are not there with their tables: {string.Join(", ", absent.Take(3))}; unpack the whole archive");
            foreach (string name in names)
            {
                if (!parts.TryAdd(name, part))
                    throw new DatasetException(path, $"recording '{name}' is listed for '{parts[name]}' and again for '{part}'; a recording may be in one part only");
            }
        }

        return any ? parts : null;
    }

    private static IEnumerable<(RecordingSource Source, SourceFile File, string Part)> Lists(DatasetLayout layout, IReadOnlyList<RecordingSource> sources) =>
        from part in layout.Parts
        from source in sources
        from file in source.Files
        where Path.GetFileName(file.Path) == part.Folder
        select (source, file, part.Part);

    private static IEnumerable<string> Names(RecordingSource source, SourceFile file)
    {
        using var reader = new StreamReader(source.OpenFile(file));
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Path.GetFileNameWithoutExtension(line.Trim());
        }
    }
}

/// <summary>A long recording and its table.</summary>
/// <param name="Source">Where both lie.</param>
/// <param name="File">The recording.</param>
/// <param name="Table">Its table.</param>
/// <param name="Name">Name of the recording without its extension.</param>
internal sealed record Trial(RecordingSource Source, SourceFile File, SourceFile Table, string Name)
{
    public string Where => Source.Describe(File);
}

using Saccade.Events.Formats;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>Says when a path is a folder too deep, or not deep enough, for what was meant by it.</summary>
internal static class FolderDepth
{
    /// <summary>Entries of a folder that are looked at, so that a hint never costs much.</summary>
    private const int MostEntries = 100;

    /// <summary>What to say of a folder in which no class folder was found; null if its depth is not the matter.</summary>
    public static string? Hint(string path, IReadOnlyList<RecordingSource> sources, EventFormats formats)
    {
        int direct = sources.OfType<FolderSource>().Sum(s => s.Files.Count(f => !f.Path.Contains('/') && formats.KnowsExtension(f.Path)));
        return direct > 0 && Above(path) is { } above
            ? $"no class folders found; {direct} recordings lie directly in this folder, as they do in the folder of one class: give the folder above, {above}"
            : null;
    }

    /// <summary>What should be known of the depth at which a data set was opened; null if nothing.</summary>
    public static string? Note(CatalogContent content, DatasetLayout layout, string path, EventFormats formats)
    {
        if (!Directory.Exists(path) || Above(path) is not { } above)
            return null;
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (layout.PartOf(name) is { } part && content.Items.All(i => i.Part == part.Part))
            return $"this is the folder of part '{part.Part}' alone; give the folder above, {above}, for the whole data set";
        string[] siblings = layout.Parts.Count > 0 ? [] : Siblings(path, above, formats);
        return siblings.Length == 0
            ? null
            : $"the folders in '{name}' are taken as the classes, and {above} has more such folders ({string.Join(", ", siblings.Take(3))}); if '{name}' is a class itself, put its recordings directly into it and give {above}";
    }

    /// <summary>Folders beside the path whose recordings lie as deep as those of the path: in folders of their own.</summary>
    private static string[] Siblings(string path, string above, EventFormats formats)
    {
        try
        {
            string own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            return [.. Directory.EnumerateDirectories(above).Take(MostEntries).Where(d => d != own && Directory.EnumerateDirectories(d).Take(MostEntries).Any(HasRecording)).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // a hint is no reason to fail
        }

        bool HasRecording(string folder) => Directory.EnumerateFiles(folder).Take(MostEntries).Any(formats.KnowsExtension);
    }

    private static string? Above(string path) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}

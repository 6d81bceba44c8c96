using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>A file that may be a recording in a class folder: PREFIX/FOLDER/CLASS/NAME.</summary>
/// <param name="Source">Where it lies.</param>
/// <param name="File">The file.</param>
/// <param name="Prefix">Path of the folder that holds the class folder.</param>
/// <param name="Above">Names of all folders above <paramref name="Folder"/>, the source's own first.</param>
/// <param name="Folder">Name of the folder that holds the class folder.</param>
/// <param name="Class">Name of the class folder.</param>
/// <param name="Name">Name of the file.</param>
internal sealed record Candidate(
    RecordingSource Source, SourceFile File, string Prefix, IReadOnlyList<string> Above, string Folder, string Class, string Name)
{
    public string Place => Source is ZipSource ? $"{Source.Location}!{Prefix}" : Path.Combine(Source.Location, Prefix);

    public string Extension => Path.GetExtension(Name).ToLowerInvariant();

    public static IEnumerable<Candidate> All(RecordingSource source, Func<string, bool> isRecording)
    {
        string root = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Location)));
        if (source is ZipSource)
            root = Path.GetFileNameWithoutExtension(root);
        foreach (var file in source.Files)
        {
            string[] segments = [root, .. file.Path.Split('/')];
            if (segments.Length < 3 || segments.Skip(1).Any(IsHidden) || !isRecording(file.Path))
                continue;
            yield return new Candidate(source, file, string.Join('/', segments[1..^2]), segments[..^3], segments[^3], segments[^2], segments[^1]);
        }
    }

    public static bool IsHidden(string name) => name.StartsWith('.') || name == "__MACOSX";

    public string Id(DatasetLayout layout) => layout.PartOf(Folder) is { } part ? $"{part.Folder}/{Class}/{Name}" : $"{Class}/{Name}";
}

namespace Saccade.Events.Sources;

/// <summary>
/// The files of a folder and its subfolders; hidden files and folders are not seen. Symbolic links are followed, and each real folder is visited once, so that links
/// that lead in a circle end.
/// </summary>
public sealed class FolderSource : RecordingSource
{
    private static readonly EnumerationOptions _here = new() { IgnoreInaccessible = false };

    private readonly List<SourceFile> _files = [];

    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal FolderSource(string path, CancellationToken cancellation)
        : base(path)
    {
        List<(string Name, FileInfo Info)> found = [];
        Walk(new DirectoryInfo(path), found, cancellation);
        foreach ((string name, var info) in found.OrderBy(f => f.Name, StringComparer.Ordinal))
            _files.Add(new SourceFile(_files.Count, name, info.Length, $"{info.Length}:{info.LastWriteTimeUtc.Ticks}"));
    }

    /// <summary>Folders that are links wait until all others are visited: what they lead to is then there under its own name already, or lies outside.</summary>
    private static void Walk(DirectoryInfo root, List<(string Name, FileInfo Info)> found, CancellationToken cancellation)
    {
        HashSet<string> visited = new(StringComparer.Ordinal);
        Queue<(string Name, string Real)> plain = new(), links = new();
        plain.Enqueue(("", RealPath(root)));
        while (plain.TryDequeue(out var next) || links.TryDequeue(out next))
        {
            if (!visited.Add(next.Real))
                continue;
            foreach (var entry in new DirectoryInfo(next.Real).EnumerateFileSystemInfos("*", _here))
            {
                cancellation.ThrowIfCancellationRequested();
                string name = next.Name.Length == 0 ? entry.Name : $"{next.Name}/{entry.Name}";
                if (entry is FileInfo file)
                    found.Add((name, Existing(file)));
                else if (entry.LinkTarget is null)
                    plain.Enqueue((name, entry.FullName));
                else
                    links.Enqueue((name, RealPath((DirectoryInfo)entry)));
            }
        }
    }

    private static string RealPath(DirectoryInfo folder) => folder.LinkTarget is null ? folder.FullName : folder.ResolveLinkTarget(returnFinalTarget: true)!.FullName;

    private static FileInfo Existing(FileInfo file) => file.LinkTarget is null ? file
        : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target
        : throw new FileNotFoundException($"{file.FullName} is a link to {file.LinkTarget}, which is not there; remove the link, or bring what it leads to", file.FullName);

    /// <inheritdoc/>
    public override IReadOnlyList<SourceFile> Files => _files;

    /// <inheritdoc/>
    public override Stream OpenFile(SourceFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new FileStream(Describe(file), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }

    /// <inheritdoc/>
    public override string Describe(SourceFile file) => System.IO.Path.Combine(Location, file.Path);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Nothing is held open between reads.
    }
}

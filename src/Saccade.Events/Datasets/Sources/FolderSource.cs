namespace Saccade.Events.Datasets.Sources;

/// <summary>The files of a folder and its subfolders; hidden files and folders are not seen.</summary>
public sealed class FolderSource : RecordingSource
{
    private readonly List<SourceFile> _files = [];

    internal FolderSource(string path)
        : base(path)
    {
        var root = new DirectoryInfo(path);
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false };
        IEnumerable<(string Name, FileInfo Info)> found = root.EnumerateFiles("*", options)
            .Select(f => (System.IO.Path.GetRelativePath(root.FullName, f.FullName).Replace('\\', '/'), f))
            .OrderBy(f => f.Item1, StringComparer.Ordinal);
        foreach ((string name, FileInfo info) in found)
            _files.Add(new SourceFile(_files.Count, name, info.Length, $"{info.Length}:{info.LastWriteTimeUtc.Ticks}"));
    }

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

using System.Collections.Concurrent;
using System.IO.Compression;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets.Sources;

/// <summary>The files of a zip archive, unpacked while they are read and checked against their checksums.</summary>
/// <remarks>
/// An opened archive serves one reader at a time. So several are kept open, as many as there were readers at once, and
/// each read borrows one.
/// </remarks>
public sealed class ZipSource : RecordingSource
{
    private readonly ConcurrentBag<ZipArchive> _idle = [];
    private readonly List<SourceFile> _files = [];
    private readonly int[] _entryOfFile;
    private volatile bool _disposed;

    internal ZipSource(string path)
        : base(path)
    {
        ZipArchive archive = OpenArchive();
        (string Name, ZipArchiveEntry Entry, int Index)[] found = [.. archive.Entries
            .Select((entry, index) => (entry.FullName.Replace('\\', '/'), entry, index))
            .Where(e => !e.Item1.EndsWith('/'))
            .OrderBy(e => e.Item1, StringComparer.Ordinal)];
        foreach ((string name, ZipArchiveEntry entry, _) in found)
            _files.Add(new SourceFile(_files.Count, name, entry.Length, $"{entry.Length}:crc{entry.Crc32:x8}"));
        _entryOfFile = [.. found.Select(f => f.Index)];
        _idle.Add(archive);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SourceFile> Files => _files;

    /// <inheritdoc/>
    public override Stream OpenFile(SourceFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        ObjectDisposedException.ThrowIf(_disposed, this);
        ZipArchive archive = _idle.TryTake(out ZipArchive? idle) ? idle : OpenArchive();
        try
        {
            ZipArchiveEntry entry = archive.Entries[_entryOfFile[file.Index]];
            UnpackLimit.Check(entry.CompressedLength, entry.Length, Describe(file));
            return new ZipEntryStream(entry.Open(), Describe(file), entry.Length, entry.Crc32, () => Return(archive));
        }
        catch (Exception e)
        {
            Return(archive);
            if (e is InvalidDataException)
                throw new EventFormatException(Describe(file), 0, "the local header of a zip entry", e.Message, "the archive is damaged; download it again", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Describe(SourceFile file) => $"{Location}!{file.Path}";

    /// <inheritdoc/>
    public override void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out ZipArchive? archive))
            archive.Dispose();
    }

    private void Return(ZipArchive archive)
    {
        _idle.Add(archive);
        if (_disposed)
            Dispose();
    }

    private ZipArchive OpenArchive()
    {
        FileStream stream = new(Location, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            _ = archive.Entries.Count; // reads the directory now, so that damage shows here
            return archive;
        }
        catch (InvalidDataException e)
        {
            long length = stream.Length;
            stream.Dispose();
            throw new EventFormatException(
                Location, length, "the directory at the end of a zip archive", "none that can be read",
                "the archive is truncated, damaged or of another kind; download it again", e);
        }
    }
}

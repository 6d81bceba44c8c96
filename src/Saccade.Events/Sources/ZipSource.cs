using System.Collections.Concurrent;
using System.IO.Compression;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Sources;

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
        var archive = OpenArchive();
        RefuseEncrypted(archive);
        (string Name, ZipArchiveEntry Entry, int Index)[] found = [.. archive.Entries
            .Select((entry, index) => (entry.FullName.Replace('\\', '/'), entry, index))
            .Where(e => !e.Item1.EndsWith('/'))
            .OrderBy(e => e.Item1, StringComparer.Ordinal)];
        foreach ((string name, var entry, _) in found)
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
        var archive = _idle.TryTake(out var idle) ? idle : OpenArchive();
        try
        {
            var entry = archive.Entries[_entryOfFile[file.Index]];
            UnpackLimit.Check(entry.CompressedLength, entry.Length, Describe(file));
            return new ZipEntryStream(entry.Open(), Describe(file), entry.Length, entry.Crc32, () => Return(archive));
        }
        catch (Exception e)
        {
            Return(archive);
            if (e is InvalidDataException)
                throw new EventFormatException(Describe(file), 0, "the local header of a zip entry", "something else", "the archive is damaged, or packed by another method than deflate; download it again, or unpack it", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Describe(SourceFile file) => $"{Location}!{file.Path}";

    /// <inheritdoc/>
    public override void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var archive))
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
            using (stream)
                throw Unreadable(stream, e);
        }
    }

    /// <summary>A password protects contents, not the directory: without this look, only the first recording that is read would fail.</summary>
    private void RefuseEncrypted(ZipArchive archive)
    {
        if (archive.Entries.FirstOrDefault(e => e.IsEncrypted) is not { } entry)
            return;
        archive.Dispose();
        throw new EventFormatException($"{Location}!{entry.FullName}", 0, "a file that is not encrypted", "one with a password", "the archive is encrypted; unpack it with its password and give the folder");
    }

    private EventFormatException Unreadable(FileStream stream, InvalidDataException cause)
    {
        byte[] head = new byte[ForeignFile.HeadBytes];
        stream.Position = 0;
        ReadOnlySpan<byte> start = head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        if (start.StartsWith("PK"u8))
        {
            return new EventFormatException(
                Location, stream.Length, "the directory at the end of a zip archive", "none that can be read",
                "the archive is truncated or damaged; download it again", cause);
        }

        string? what = ForeignFile.Describe(start);
        string hint = start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? "if it is a tar.gz, unpack it with tar -xzf and give the folder" : "a single recording is no data set: give the folder of its class folders";
        return new EventFormatException(Location, 0, "a data set: a folder, a zip archive or a prepared store", what ?? "a file of another kind", hint, cause);
    }
}

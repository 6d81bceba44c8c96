using System.IO.Compression;
using Saccade.Networks.Files;

namespace Saccade.Networks.Import;

/// <summary>The zip archives of PyTorch 1.6 and later: <c>NAME/data.pkl</c>, and for each storage a file <c>NAME/data/KEY</c>, none of them packed.</summary>
internal sealed class ZipStorages : ITorchStorages
{
    private const string PickleName = "data.pkl", OrderName = "byteorder", Little = "little";

    private readonly Stream _stream;
    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly string _root;

    public ZipStorages(Stream stream, string path)
    {
        (_stream, _path) = (stream, path);
        _archive = Guard(() => new ZipArchive(stream, ZipArchiveMode.Read));
        foreach (var entry in Guard(() => _archive.Entries))
        {
            if (!_entries.TryAdd(entry.FullName, entry))
                throw Defect($"'{entry.FullName}' twice", "files of different names");
        }

        string[] pickles = [.. _entries.Keys.Where(name => name == PickleName || name.EndsWith('/' + PickleName, StringComparison.Ordinal))];
        if (pickles is not [var pickle])
            throw Defect($"a zip archive with {pickles.Length} files {PickleName}", "one, as torch.save writes it");
        _root = pickle[..^PickleName.Length];
        if (_entries.TryGetValue(_root + OrderName, out var order) && System.Text.Encoding.ASCII.GetString(Whole(order, Little.Length + 1)) is var text && text != Little)
            throw Defect($"elements in the byte order '{text}'", Little);
    }

    /// <summary>The pickle in messages.</summary>
    public string PicklePath => $"{_path}!{_root}{PickleName}";

    /// <summary>Whether a file begins as a zip archive.</summary>
    public static bool IsOne(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8);

    public MemoryStream Pickle() => new(Whole(_entries[_root + PickleName], Array.MaxLength), writable: false);

    public void Check(TorchStorage storage)
    {
        long length = Of(storage) is { } entry ? Unpacked(entry).Length : throw Defect($"no file for storage '{storage.Key}'", $"{_root}data/{storage.Key}");
        if (storage.Bytes != length)
            throw Defect($"storage '{storage.Key}' of {length} bytes", $"{storage.Bytes} for its {storage.Count} elements");
    }

    public void Read(TorchStorage storage, long offset, Span<byte> destination) => Read(Of(storage)!, offset, destination);

    public void Dispose()
    {
        _archive.Dispose();
        _stream.Dispose();
    }

    private ZipArchiveEntry? Of(TorchStorage storage) => _entries.GetValueOrDefault($"{_root}data/{storage.Key}");

    private byte[] Whole(ZipArchiveEntry entry, int most)
    {
        byte[] bytes = new byte[Math.Min(most, Unpacked(entry).Length)];
        Read(entry, 0, bytes);
        return bytes;
    }

    /// <summary>PyTorch packs nothing, so nothing can be longer than the file.</summary>
    private ZipArchiveEntry Unpacked(ZipArchiveEntry entry) => entry.Length == entry.CompressedLength && entry.Length <= _stream.Length
        ? entry
        : throw Defect($"'{entry.FullName}' of {entry.Length} bytes packed into {entry.CompressedLength}", "files that are not packed, as torch.save writes them");

    private void Read(ZipArchiveEntry entry, long offset, Span<byte> destination)
    {
        try
        {
            using var stream = entry.Open();
            if (offset > 0)
                Skip(stream, offset);
            stream.ReadExactly(destination);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Defect($"'{entry.FullName}' that cannot be read", $"{entry.Length} bytes", e);
        }
    }

    private static void Skip(Stream stream, long count)
    {
        byte[] piece = new byte[Math.Min(count, 1 << 16)];
        for (; count > 0; count -= Math.Min(count, piece.Length))
            stream.ReadExactly(piece, 0, (int)Math.Min(count, piece.Length));
    }

    private T Guard<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Defect("a zip archive whose directory cannot be read", "the directory at its end: the file was cut off or is damaged", e);
        }
    }

    /// <summary>What the framework throws for archives that are not as they should be.</summary>
    private static bool IsDamage(Exception e) => e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException or IndexOutOfRangeException;

    private ModelFileException Defect(string got, string expected, Exception? inner = null) => new(_path, 0, got, expected, inner);
}

using System.IO.Compression;
using Saccade.Events.Model;
using Saccade.Events.Sources;

namespace Saccade.Events.Formats.Numpy;

/// <summary>The arrays of a <c>.npz</c> file by name, unpacked while they are read and checked against their checksums.</summary>
internal sealed class NpzArchive : IDisposable
{
    private const string Extension = ".npy";
    private readonly ZipArchive _zip;
    private readonly string _path;
    private readonly long _packedBytes;
    private readonly List<NpyData> _opened = [];
    private long _unpackedBytes;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads the directory of an archive.</summary>
    /// <exception cref="EventFormatException">There is none, or it names an array twice.</exception>
    public NpzArchive(Stream stream, string path)
    {
        _path = path;
        _packedBytes = stream.Length;
        try
        {
            _zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _zip.Entries.Where(e => e.FullName.EndsWith(Extension, StringComparison.Ordinal)))
            {
                if (!_entries.TryAdd(entry.FullName[..^Extension.Length], entry))
                    throw new EventFormatException(path, 0, "arrays of different names", $"'{entry.FullName}' twice");
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new EventFormatException(path, _packedBytes, "the directory at the end of a zip archive", "none that can be read", "the file is truncated, damaged or no .npz", e);
        }
    }

    /// <summary>Names of the arrays in the order of the directory.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>What is in the archive, in words.</summary>
    public override string ToString() => _entries.Count == 0 ? "no arrays" : $"arrays {string.Join(", ", _entries.Keys)}";

    /// <summary>Whether there is an array of that name.</summary>
    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>Begins to read an array.</summary>
    /// <exception cref="EventFormatException">It is damaged, or it expands beyond the limit.</exception>
    public NpyArray Read(string name)
    {
        var entry = _entries[name];
        string path = $"{_path}!{entry.FullName}";
        _unpackedBytes += entry.Length;
        UnpackLimit.Check(_packedBytes, _unpackedBytes, path);
        using Stream stream = Unpacked(entry, path);
        var array = NpyArray.Read(stream, entry.Length, path, name, header =>
        {
            NpyData data = new(Unpacked(entry, path), header, path);
            _opened.Add(data);
            return data;
        });
        return array.Length == array.Expected ? array : throw new EventFormatException(
            path, array.Header.DataOffset + array.Length, $"an array of {array.Expected} bytes", $"the end of the entry after {array.Length} of them");
    }

    /// <summary>Reads the arrays that were begun to their ends, where their checksums are compared.</summary>
    /// <exception cref="EventFormatException">One is damaged.</exception>
    public void Finish()
    {
        foreach (var data in _opened)
            data.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var data in _opened)
            data.Dispose();
        _zip.Dispose();
    }

    private static ZipEntryStream Unpacked(ZipArchiveEntry entry, string path)
    {
        try
        {
            return new ZipEntryStream(entry.Open(), path, entry.Length, entry.Crc32, () => { });
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new EventFormatException(path, 0, "an entry of a zip archive", "bytes that cannot be unpacked", "the archive is damaged, or packed in a way that is not read", e);
        }
    }

    /// <summary>What the framework throws for archives that are not as they should be.</summary>
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException or IndexOutOfRangeException;
}

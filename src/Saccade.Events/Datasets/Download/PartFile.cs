using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Files;

namespace Saccade.Events.Datasets.Download;

/// <summary>
/// The beginning of a file, under its name and <c>.part</c>; a note beside it tells of which version of which address it is
/// the beginning, without which it is of no use.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private readonly string _path;
    private readonly Uri _address;
    private readonly FileStream _stream;

    private PartFile(string path, Uri address, FileStream stream)
    {
        _path = path;
        _address = address;
        _stream = stream;
        var note = ReadNote();
        if (note?.Address == address.AbsoluteUri && note.Validator is not null)
            Validator = note.Validator;
        else
            _stream.SetLength(0);
        _stream.Seek(0, SeekOrigin.End);
    }

    public long Length => _stream.Length;

    /// <summary>What the server calls the version whose beginning this is: an entity tag or a date; null when it does not say.</summary>
    public string? Validator { get; private set; }

    private string PartPath => _path + ".part";

    private string NotePath => _path + ".part.json";

    /// <exception cref="DownloadException">Another process fetches the file, or it cannot be created.</exception>
    public static PartFile Open(string path, Uri address)
    {
        try
        {
            return new PartFile(path, address, new FileStream(path + ".part", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException(path, $"the file cannot be written ({e.Message}); is another download of it running?", e);
        }
    }

    /// <summary>Forgets what is there and begins a version.</summary>
    public void Restart(string? validator)
    {
        Guard(() =>
        {
            _stream.SetLength(0);
            _stream.Seek(0, SeekOrigin.End);
            Validator = validator;
            AtomicFile.Write(NotePath, JsonSerializer.SerializeToUtf8Bytes(new PartNote(_address.AbsoluteUri, validator), PartJson.Default.PartNote));
        });
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>Puts everything on the disk, so that it can be read and checked.</summary>
    public void Flush() => Guard(() => _stream.Flush(flushToDisk: true));

    /// <summary>Compares the content with the description while no one else can change it.</summary>
    public string? Problem(ArchiveFile file, CancellationToken cancellation)
    {
        _stream.Dispose();
        return FileChecksum.Problem(PartPath, file, cancellation);
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete() => Guard(() =>
    {
        _stream.Dispose();
        File.Move(PartPath, _path);
        File.Delete(NotePath);
    });

    /// <summary>Deletes what was fetched, since it is no beginning of the file.</summary>
    public void Discard() => Guard(() =>
    {
        _stream.Dispose();
        File.Delete(PartPath);
        File.Delete(NotePath);
    });

    public void Dispose() => _stream.Dispose();

    private PartNote? ReadNote()
    {
        try
        {
            return File.Exists(NotePath) ? JsonSerializer.Deserialize(File.ReadAllBytes(NotePath), PartJson.Default.PartNote) : null;
        }
        catch (JsonException)
        {
            return null; // then the beginning is of no use
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    private DownloadException Unwritable(Exception e) =>
        new(_path, $"the file cannot be written after {Length} bytes ({e.Message}); make room and try again, the download goes on from there", e);
}

/// <summary>Of which version of which address a file is the beginning.</summary>
internal sealed record PartNote(string Address, string? Validator);

/// <summary>How a note is said in JSON, without reflection.</summary>
[JsonSerializable(typeof(PartNote))]
internal sealed partial class PartJson : JsonSerializerContext;

using System.Buffers;
using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Formats.Aedat3;
using Saccade.Events.Formats.Aedat4;
using Saccade.Events.Formats.Atis;
using Saccade.Events.Formats.Dat;
using Saccade.Events.Formats.Es;
using Saccade.Events.Formats.Evt;
using Saccade.Events.Formats.Hdf5;
using Saccade.Events.Formats.Numpy;
using Saccade.Events.Formats.Slayer;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Formats;

/// <summary>The formats that are known, as one explicit list; recognises a file by its first bytes, else by its extension.</summary>
public sealed class EventFormats
{
    private const int ChunkBytes = 1 << 16;
    private const int HeaderChunk = 1 << 12;
    private const int HeaderStep = 64;
    private const int ShownBytes = 16;
    private readonly EventFormat[] _formats;

    /// <summary>A registry of some formats; of two that recognise a file the earlier one is taken.</summary>
    /// <exception cref="ArgumentException">Two formats have the same name.</exception>
    public EventFormats(IEnumerable<EventFormat> formats)
    {
        _formats = [.. formats];
        SignatureLength = _formats.Length == 0 ? 0 : _formats.Max(f => f.SignatureLength);
        string? twice = _formats.GroupBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
            throw new ArgumentException($"two formats are named '{twice}'", nameof(formats));
    }

    /// <summary>The formats that come with the library.</summary>
    public static EventFormats Default { get; } = new(
    [
        DatFormat.Instance, EvtFormat.Evt2, EvtFormat.Evt21, EvtFormat.Evt3, Aedat2Format.Instance, Aedat3Format.Instance, Aedat4Format.Instance,
        EsFormat.Instance, NpzFormat.Instance, NpyFormat.Instance, Hdf5Format.Instance, AtisFormat.Instance, SlayerFormat.Instance,
        TextFormat.Instance,
    ]);

    /// <summary>The formats in order of registration.</summary>
    public IReadOnlyList<EventFormat> All => _formats;

    /// <summary>The formats that can be written.</summary>
    public IEnumerable<EventFormat> Writable => _formats.Where(f => f.CanWrite);

    /// <summary>Number of leading bytes of a file that detection wants to see.</summary>
    public int SignatureLength { get; }

    /// <summary>Whether some format claims the extension of this path for itself; text files (<c>.csv</c>) may be anything.</summary>
    public bool KnowsExtension(string path) => ByExtension(path) is { SharesExtensions: false };

    /// <summary>Whether some format could read a file of this extension, even if files of other kinds have it too.</summary>
    public bool MayRead(string path) => ByExtension(path) is not null;

    /// <summary>The format of that name.</summary>
    /// <exception cref="ArgumentException">No format has that name.</exception>
    public EventFormat ByName(string name) => Array.Find(_formats, f => f.Name == name)
        ?? throw new ArgumentException($"no event format is named '{name}'; known formats: {Names}", nameof(name));

    /// <summary>Recognises a file by its first bytes, else by its extension.</summary>
    /// <param name="path">Path or name of the file.</param>
    /// <param name="header">Its first <see cref="SignatureLength"/> bytes, or all when there are fewer.</param>
    /// <exception cref="EventFormatException">No format recognises the file.</exception>
    public EventFormat Detect(string path, ReadOnlySpan<byte> header)
    {
        foreach (var format in _formats)
        {
            if (format.SignatureLength > 0 && format.TryDetect(header))
                return format;
        }

        if (ForeignFile.NoRecording(header) is { } what)
            throw new EventFormatException(path, 0, "a recording", what);
        var named = ByExtension(path) ?? throw Unknown(path, header);
        named.RequireNamed(path, header);
        return named;
    }

    /// <summary>Reads the header of a recording and no more.</summary>
    /// <param name="stream">Positioned at the first byte of the recording; need not be seekable.</param>
    /// <param name="options">Name, whose extension helps to recognise the format.</param>
    /// <param name="format">The format; null to recognise it.</param>
    /// <exception cref="EventFormatException">The format is unknown, or the header is not what it promises.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public RecordingHeader Identify(Stream stream, ReadOptions options, EventFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        byte[] chunk = new byte[Math.Max(HeaderChunk, SignatureLength)];
        int got = stream.ReadAtLeast(chunk, SignatureLength, throwOnEndOfStream: false);
        format ??= Detect(options.Path, chunk.AsSpan(0, Math.Min(got, SignatureLength)));
        var reader = format.CreateReader(options);
        EventBuffer unused = new();
        for (; got > 0 && !reader.IsHeaderComplete; got = stream.Read(chunk, 0, chunk.Length))
        {
            for (int at = 0; at < got && !reader.IsHeaderComplete; at += HeaderStep)
            {
                reader.Read(chunk.AsSpan(at, Math.Min(HeaderStep, got - at)), unused);
                unused.Clear();
            }
        }

        return new RecordingHeader(format, reader.Sensor, reader.Header);
    }

    /// <summary>Opens a file, recognises its format and reads it whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <param name="sensor">The sensor on which every event must lie; null to trust the file.</param>
    /// <exception cref="EventFormatException">The format is unknown or the bytes are not what it promises.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (DecodeReport Report, SensorSize? Sensor) ReadFile(string path, EventBuffer into, SensorSize? sensor = null)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return ReadStream(stream, into, new ReadOptions { Path = path, Sensor = sensor });
    }

    /// <summary>Recognises the format of a stream and reads it whole.</summary>
    /// <param name="stream">Positioned at the first byte of the recording; read to its end; need not be seekable.</param>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <param name="options">Name, whose extension helps to recognise the format, and sensor.</param>
    /// <param name="format">The format; null to recognise it.</param>
    /// <returns>What was met, and the sensor when it is known.</returns>
    /// <exception cref="EventFormatException">The format is unknown or the bytes are not what it promises.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public (DecodeReport Report, SensorSize? Sensor) ReadStream(Stream stream, EventBuffer into, ReadOptions options, EventFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(options);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(Math.Max(ChunkBytes, SignatureLength));
        try
        {
            int got = stream.ReadAtLeast(chunk, SignatureLength, throwOnEndOfStream: false);
            var reader = (format ?? Detect(options.Path, chunk.AsSpan(0, Math.Min(got, SignatureLength)))).CreateReader(options);
            for (; got > 0; got = stream.Read(chunk, 0, chunk.Length))
                reader.Read(chunk.AsSpan(0, got), into);
            reader.Finish(into);
            return (reader.Report, reader.Sensor);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Recognises the format of a stream and makes a reader for it, which has been fed nothing yet.</summary>
    /// <param name="stream">Positioned at the first byte; need not be seekable.</param>
    /// <param name="options">Name, whose extension helps to recognise the format.</param>
    /// <param name="format">The format; null to recognise it.</param>
    /// <returns>The format, its reader, and a stream that begins at the same byte.</returns>
    /// <exception cref="EventFormatException">The format is unknown.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public (EventFormat Format, EventReader Reader, Stream Stream) OpenReader(Stream stream, ReadOptions options, EventFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        byte[] head = new byte[SignatureLength];
        int got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        format ??= Detect(options.Path, head.AsSpan(0, got));
        return (format, format.CreateReader(options), new PrefixedStream(head.AsMemory(0, got), stream));
    }

    private string Names => string.Join(", ", _formats.Select(f => f.Extensions.Count == 0 ? f.Name : $"{f.Name} ({string.Join(' ', f.Extensions)})"));

    private EventFormat? ByExtension(string path)
    {
        string extension = System.IO.Path.GetExtension(path).ToLowerInvariant();
        return Array.Find(_formats, f => f.Extensions.Contains(extension));
    }

    private EventFormatException Unknown(string path, ReadOnlySpan<byte> header)
    {
        var shown = header[..Math.Min(ShownBytes, header.Length)];
        string bytes = shown.IsEmpty ? "an empty file" : "bytes " + string.Join(' ', shown.ToArray().Select(b => b.ToString("x2")));
        return new EventFormatException(path, 0, $"the signature or the extension of a known format: {Names}", bytes);
    }
}

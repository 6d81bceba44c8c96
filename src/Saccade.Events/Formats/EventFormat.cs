using System.Buffers;
using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>A file format of event recordings: its name, how it is recognised, and its reader. Stateless and shared.</summary>
public abstract class EventFormat
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Short name, as used in messages and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>File extensions in lower case with their dot.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>
    /// Whether files that are no recordings often have these extensions too, so that in a folder the extension alone makes no
    /// file a recording.
    /// </summary>
    public virtual bool SharesExtensions => false;

    /// <summary>Number of leading bytes that <see cref="TryDetect"/> wants to see; 0 when the format has no signature.</summary>
    public abstract int SignatureLength { get; }

    /// <summary>Whether a file that begins with these bytes is certainly of this format.</summary>
    /// <param name="header">The first bytes of the file, fewer than <see cref="SignatureLength"/> when the file is short.</param>
    public abstract bool TryDetect(ReadOnlySpan<byte> header);

    /// <summary>Called when nothing but its extension speaks for a file being of this format. By default that is enough.</summary>
    /// <param name="path">Path or name of the file.</param>
    /// <param name="header">Its first bytes.</param>
    /// <exception cref="EventFormatException">It is not: the file must say more, or the user.</exception>
    public virtual void RequireNamed(string path, ReadOnlySpan<byte> header)
    {
    }

    /// <summary>A reader for one recording.</summary>
    public abstract EventReader CreateReader(ReadOptions options);

    /// <summary>Whether recordings of this format can be written.</summary>
    public virtual bool CanWrite => false;

    /// <summary>What the format can hold.</summary>
    public virtual FormatLimits Limits { get; } = new();

    /// <summary>A writer for one recording.</summary>
    /// <param name="stream">Receives the bytes; not closed by the writer.</param>
    /// <param name="options">Name, sensor, compression.</param>
    /// <exception cref="NotSupportedException">The format is only read.</exception>
    /// <exception cref="EventWriteException">The sensor is larger than the format can hold.</exception>
    public virtual EventWriter CreateWriter(Stream stream, WriteOptions options) =>
        throw new NotSupportedException($"{Name} is only read; formats that are written: see EventFormats.Writable");

    /// <summary>Reads a whole recording from a stream.</summary>
    /// <param name="stream">Positioned at the first byte of the recording; read to its end.</param>
    /// <param name="options">Name and sensor.</param>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <returns>What was met, and the sensor when it is known.</returns>
    /// <exception cref="EventFormatException">The bytes are not what the format promises.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public (DecodeReport Report, SensorSize? Sensor) ReadAll(Stream stream, ReadOptions options, EventBuffer into)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(into);
        var reader = CreateReader(options);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int got;
            while ((got = stream.Read(chunk, 0, chunk.Length)) > 0)
                reader.Read(chunk.AsSpan(0, got), into);
            reader.Finish(into);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return (reader.Report, reader.Sensor);
    }

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;
}

using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>Events from a stream of bytes: a file, standard input, a TCP connection.</summary>
public sealed class ByteSource : IEventSource
{
    private const int ChunkBytes = 1 << 14;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private readonly Stream _stream;
    private readonly EventReader _reader;
    private bool _hasEnded;

    /// <summary>Reads a stream with a reader.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="stream">The bytes; closed with the source.</param>
    /// <param name="reader">Their reader, which has been fed nothing yet.</param>
    public ByteSource(string name, Stream stream, EventReader reader)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reader);
        (Name, _stream, _reader) = (name, stream, reader);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Reads a stream in a format of recordings. Waits for its first bytes.</summary>
    /// <param name="stream">The bytes; closed with the source.</param>
    /// <param name="options">Their name, whose ending helps to recognise the format, and the sensor if it is known.</param>
    /// <param name="format">The format; null to recognise it by the first bytes.</param>
    /// <exception cref="EventFormatException">The format is unknown.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static ByteSource Open(Stream stream, ReadOptions options, EventFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (_, reader, all) = EventFormats.Default.OpenReader(stream, options, format);
        return new ByteSource(options.Path, all, reader);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(EventBuffer into, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(into);
        int before = into.Count;
        while (!_hasEnded && into.Count == before)
        {
            int got = await _stream.ReadAsync(_chunk, cancellation).ConfigureAwait(false);
            if (got > 0)
            {
                _reader.Read(_chunk.AsSpan(0, got), into);
                continue;
            }

            _hasEnded = true;
            _reader.Finish(into);
        }

        return into.Count > before;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}

using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>Events from a stream of bytes: a file, standard input, a TCP connection.</summary>
public sealed class ByteSource : IEventSource
{
    private const int ChunkBytes = 1 << 14;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private readonly Stream _stream;
    private readonly ReadOptions? _unrecognised;
    private EventReader? _reader;
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

    private ByteSource(Stream stream, ReadOptions unrecognised) => (Name, _stream, _unrecognised) = (unrecognised.Path, stream, unrecognised);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Reads a stream in a format of recordings. Nothing is waited for: the format is recognised when the first bytes are read, and what is unknown is refused then.</summary>
    /// <param name="stream">The bytes; closed with the source.</param>
    /// <param name="options">Their name, whose ending helps to recognise the format, and the sensor if it is known.</param>
    /// <param name="format">The format; null to recognise it by the first bytes.</param>
    public static ByteSource Open(Stream stream, ReadOptions options, EventFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        return format is null ? new ByteSource(stream, options) : new ByteSource(options.Path, stream, format.CreateReader(options));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(EventBuffer into, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(into);
        int before = into.Count;
        while (!_hasEnded && into.Count == before)
        {
            int got = await ReadChunkAsync(cancellation).ConfigureAwait(false);
            _reader ??= Recognised(got);
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

    /// <summary>The next bytes; the first ones as many as tell formats apart, unless the stream ends before.</summary>
    private async ValueTask<int> ReadChunkAsync(CancellationToken cancellation)
    {
        int wanted = _reader is null ? EventFormats.Default.SignatureLength : 1, got = 0;
        while (got < wanted && await ReadSomeAsync(_chunk.AsMemory(got), cancellation).ConfigureAwait(false) is > 0 and var more)
            got += more;
        return got;
    }

    /// <summary>Standard input knows of no stopping: a read that waits is left behind then.</summary>
    private async ValueTask<int> ReadSomeAsync(Memory<byte> into, CancellationToken cancellation)
    {
        var reading = _stream.ReadAsync(into, cancellation);
        return reading.IsCompleted ? await reading.ConfigureAwait(false) : await reading.AsTask().WaitAsync(cancellation).ConfigureAwait(false);
    }

    private EventReader Recognised(int bytes)
        => EventFormats.Default.Detect(Name, _chunk.AsSpan(0, Math.Min(bytes, EventFormats.Default.SignatureLength))).CreateReader(_unrecognised!);
}

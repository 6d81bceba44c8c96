using System.Buffers;
using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;

namespace Saccade.Recognition;

/// <summary>From the bytes of a file or stream to events or an image, piece by piece and within limits. Safe for several threads at once.</summary>
internal sealed class InputReader : IDisposable
{
    private const int PieceBytes = 1 << 16;

    private const int MostImageBytes = 1 << 30;

    /// <summary>Room that readers make for events which need not come.</summary>
    private const int SpareEvents = 1 << 20;

    private readonly bool _seesImages;
    private readonly long _mostBytes;
    private readonly int _mostEvents;
    private readonly IdlePool<EventBuffer> _buffers;

    /// <param name="seesImages">Whether the bytes are of images.</param>
    /// <param name="options">The limits.</param>
    public InputReader(bool seesImages, RecognizerOptions options)
    {
        _seesImages = seesImages;
        _mostBytes = seesImages ? Math.Min(options.MostBytes, MostImageBytes) : options.MostBytes;
        _mostEvents = options.MostEvents;
        int capacity = (int)Math.Min(Array.MaxLength, (long)options.MostEvents + SpareEvents);
        _buffers = new IdlePool<EventBuffer>(options.IdleWorkspaces ?? Environment.ProcessorCount, () => new EventBuffer { MostCapacity = capacity });
    }

    /// <summary>Reads on the calling thread. What is in memory already is passed on.</summary>
    public Material Read(RecognizerInput input, CancellationToken cancellation)
    {
        if (InMemory(input) is { } known)
            return known;
        using var source = Open(input, isAsync: false);
        using var intake = new Intake(this, input.Name);
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int got;
            while ((got = source.Stream.Read(piece, 0, PieceBytes)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                intake.Take(piece.AsSpan(0, got));
            }

            return intake.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Reads without blocking a thread while bytes are on their way.</summary>
    public async ValueTask<Material> ReadAsync(RecognizerInput input, CancellationToken cancellation)
    {
        if (InMemory(input) is { } known)
            return known;
        using var source = Open(input, isAsync: true);
        using var intake = new Intake(this, input.Name);
        byte[] piece = new byte[PieceBytes]; // not of the pool: a read that was given up may still write to it
        int got;
        while ((got = await source.Stream.ReadAsync(piece, cancellation).ConfigureAwait(false)) > 0)
            intake.Take(piece.AsSpan(0, got));
        return intake.Finish();
    }

    /// <summary>Takes back what was read, when it is no longer looked at.</summary>
    public void Return(Material material)
    {
        if (material is not { IsOwn: true, Events: { } events })
            return;
        events.Clear();
        _buffers.Return(events);
    }

    /// <inheritdoc/>
    public void Dispose() => _buffers.Dispose();

    private static Material? InMemory(RecognizerInput input) => input switch
    {
        EventInput events => new Material { Events = events.Events },
        ImageInput image => new Material { Image = image.Image },
        FrameInput frames => new Material { Frames = frames.Frames },
        _ => null,
    };

    private static Source Open(RecognizerInput input, bool isAsync)
    {
        if (input is StreamInput { Stream: var given })
            return new Source(given, isOwn: false);
        if (Directory.Exists(input.Name))
            throw RecordingException.Of(input.Name, "a folder", "a file");
        var mode = FileOptions.SequentialScan | (isAsync ? FileOptions.Asynchronous : FileOptions.None);
        return new Source(new FileStream(input.Name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, mode), isOwn: true);
    }

    /// <summary>A stream, closed at the end only if it was opened here.</summary>
    private readonly struct Source(Stream stream, bool isOwn) : IDisposable
    {
        public Stream Stream => stream;

        public void Dispose()
        {
            if (isOwn)
                stream.Dispose();
        }
    }

    /// <summary>One recording or image on its way in.</summary>
    private sealed class Intake(InputReader owner, string name) : IDisposable
    {
        private readonly EventFormats _formats = EventFormats.Default;
        private readonly MemoryStream _head = new(); // of an image all of it
        private EventBuffer? _events = owner._seesImages ? null : owner._buffers.Rent();
        private EventReader? _reader;
        private long _bytes;

        public void Take(ReadOnlySpan<byte> piece)
        {
            _bytes += piece.Length;
            if (_bytes > owner._mostBytes)
                throw RecordingException.Of(name, $"more than {owner._mostBytes} bytes", $"at most so many ({nameof(RecognizerOptions)}.{nameof(RecognizerOptions.MostBytes)})");
            if (_reader is null)
            {
                _head.Write(piece);
                if (owner._seesImages || _head.Length < _formats.SignatureLength)
                    return;
                Begin();
            }
            else
            {
                _reader.Read(piece, _events!);
            }

            CheckCount();
        }

        public Material Finish()
        {
            if (owner._seesImages)
                return new Material { Image = ImageFile.Decode(_head.GetBuffer().AsSpan(0, (int)_head.Length), name) };
            if (_reader is null)
                Begin();
            _reader!.Finish(_events!);
            CheckCount();
            var events = _events;
            _events = null;
            return new Material { Events = events, IsOwn = true };
        }

        public void Dispose()
        {
            if (_events is { } unused)
                owner.Return(new Material { Events = unused, IsOwn = true });
        }

        private void Begin()
        {
            ReadOnlySpan<byte> head = _head.GetBuffer().AsSpan(0, (int)_head.Length);
            _reader = _formats.Detect(name, head[..Math.Min(head.Length, _formats.SignatureLength)]).CreateReader(new ReadOptions { Path = name });
            if (!head.IsEmpty)
                _reader.Read(head, _events!);
        }

        private void CheckCount()
        {
            if (_events!.Count > owner._mostEvents)
                throw new EventLimitException(owner._mostEvents);
        }
    }
}

/// <summary>What a decision is made of, one of three.</summary>
internal sealed record Material
{
    /// <summary>A recording.</summary>
    public EventBuffer? Events { get; init; }

    /// <summary>A still image.</summary>
    public RasterImage? Image { get; init; }

    /// <summary>Frames, [T, H, W, C].</summary>
    public ReadOnlyMemory<float> Frames { get; init; }

    /// <summary>Whether the events are of the reader, and no caller's.</summary>
    public bool IsOwn { get; init; }
}

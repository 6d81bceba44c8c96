using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>What the readers of the three encodings share: the header, and the grouping into words.</summary>
public abstract class EvtReader : BlockReader
{
    /// <summary>Coordinates have 11 bits.</summary>
    internal const int MaxExtent = 1 << 11;

    /// <summary>Words decoded at a stretch; what they give stays in the first-level cache.</summary>
    private const int BlockWords = 2048;

    private readonly EvtHeader _header;
    private readonly EvtEncoding _encoding;
    private readonly int _wordBytes;
    private bool _inWords;

    private protected EvtReader(ReadOptions options, EvtEncoding encoding, int wordBytes)
        : base(options)
    {
        _header = new EvtHeader(options.Path);
        _encoding = encoding;
        _wordBytes = wordBytes;
    }

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _header.Sensor;

    /// <inheritdoc/>
    public override bool IsHeaderComplete => _inWords;

    /// <inheritdoc/>
    public override IReadOnlyList<HeaderField> Header => _header.Fields;

    /// <inheritdoc/>
    protected override string Awaited => _inWords ? $"a word of {_wordBytes} bytes" : "the end of a header line";

    /// <summary>The sensor on which events must lie.</summary>
    private protected SensorSize Checked { get; private set; } = new(MaxExtent, MaxExtent);

    /// <inheritdoc/>
    protected sealed override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        if (!_inWords && bytes[0] == '%' && !_header.Ended)
            return TakeHeader(bytes);
        if (!_inWords)
            BeginWords();

        int whole = Math.Min(bytes.Length / _wordBytes, BlockWords) * _wordBytes;
        if (whole > 0)
            DecodeWords(bytes[..whole], into);
        Wanted = _wordBytes;
        return whole;
    }

    /// <summary>Decodes whole words, the first of them at position <see cref="BlockReader.Offset"/>.</summary>
    private protected abstract void DecodeWords(ReadOnlySpan<byte> words, EventBuffer into);

    /// <summary>Counts a word without events by its type, which the encodings share; unknown types are damage.</summary>
    private protected void PassOver(int type, long offset)
    {
        if (type == EvtWord.ExternalTrigger)
            Tally.Triggers++;
        else if (type is EvtWord.Others or EvtWord.Continued or EvtWord.Continued4)
            Tally.Others++;
        else
            Damaged(offset, $"a word of a known type of {_encoding}", $"type 0x{type:x}", "the file is damaged, or of another encoding", _wordBytes);
    }

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        int length = TakeLine(bytes);
        if (length > 0)
            _header.Take(bytes[..length], Offset);
        return length;
    }

    private void BeginWords()
    {
        if (_header.Encoding is { } stated && stated != _encoding)
            Damaged(0, $"{_encoding} words", $"a header that says {stated}", "do not force the format");
        Checked = Sensor ?? Checked;
        _inWords = true;
    }
}

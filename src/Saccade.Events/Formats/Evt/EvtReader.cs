using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>What the readers of the three encodings share: the header, and the grouping into words.</summary>
internal abstract class EvtReader : BlockReader
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
        if (!_inWords)
        {
            int line = _header.Ended ? HeaderLine.None : TakeLine(bytes, EvtHeader.Mark, printable: true);
            if (line >= 0)
            {
                if (line > 0)
                    _header.Take(bytes[..line], Offset);
                return line;
            }

            BeginWords();
        }

        int whole = Math.Min(bytes.Length / _wordBytes, BlockWords) * _wordBytes;
        if (whole > 0)
            DecodeWords(bytes[..whole], into);
        Wanted = _wordBytes;
        return whole;
    }

    /// <summary>Decodes whole words, the first of them at position <see cref="BlockReader.Offset"/>.</summary>
    private protected abstract void DecodeWords(ReadOnlySpan<byte> words, EventBuffer into);

    /// <summary>Whether the halves of 64-bit words have changed places.</summary>
    private protected bool HasLegacyOrder => _header.HasLegacyOrder;

    /// <summary>
    /// Counts a word without events by its type. Types without a meaning here are no damage: some cameras fill up their stream with them (0x9999 in EVT 3.0), and other types come with new ones.
    /// </summary>
    private protected void PassOver(int type)
    {
        if (type == EvtWord.ExternalTrigger)
            Tally.Triggers++;
        else
            Tally.Others++;
    }

    private void BeginWords()
    {
        if (_header.Named is { } stated && stated != _encoding)
            Damaged(0, $"{_encoding} words", $"a header that says {stated}", "do not force the format");
        Checked = Sensor ?? Checked;
        _inWords = true;
    }
}

/// <summary>Types of words that the encodings share; the upper four bits of each.</summary>
internal static class EvtWord
{
    public const int TimeHigh = 0x8;
    public const int ExternalTrigger = 0xA;
}

using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>Prophesee RAW (<c>.raw</c>): '%' lines, then words in one of three encodings, each a format of its own by name.</summary>
internal sealed class EvtFormat : EventFormat
{
    private const int SignatureBytes = 2048;
    private readonly EvtEncoding _encoding;

    private EvtFormat(EvtEncoding encoding, string name, bool canWrite, FormatLimits limits)
    {
        _encoding = encoding;
        Name = name;
        CanWrite = canWrite;
        Limits = limits;
    }

    /// <summary>EVT 2.0.</summary>
    public static EvtFormat Evt2 { get; } = new(EvtEncoding.Evt2, "evt2", true, HeldBy(40));

    /// <summary>EVT 2.1.</summary>
    public static EvtFormat Evt21 { get; } = new(EvtEncoding.Evt21, "evt21", false, HeldBy(40));

    /// <summary>EVT 3.0.</summary>
    public static EvtFormat Evt3 { get; } = new(EvtEncoding.Evt3, "evt3", true, HeldBy(36));

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>None but of EVT 2.0, which asks for the encoding where a file does not name it.</summary>
    public override IReadOnlyList<string> Extensions => _encoding == EvtEncoding.Evt2 ? [".raw"] : [];

    /// <inheritdoc/>
    public override int SignatureLength => SignatureBytes;

    /// <inheritdoc/>
    public override bool CanWrite { get; }

    /// <inheritdoc/>
    public override FormatLimits Limits { get; }

    /// <summary>Whether header lines name this encoding.</summary>
    public override bool TryDetect(ReadOnlySpan<byte> header)
    {
        try
        {
            return HeaderOf("", header).Encoding == _encoding;
        }
        catch (EventFormatException)
        {
            return false; // not this one; if no other format knows the file, its extension brings it to RequireNamed, which says what is wrong
        }
    }

    /// <inheritdoc/>
    public override void RequireNamed(string path, ReadOnlySpan<byte> header)
    {
        if (HeaderOf(path, header).Encoding is null)
            throw new EventFormatException(
                path, 0, "a header that names the encoding (a line 'evt', 'format' or 'system_ID')", "none", "say which it is: --format evt2, evt21 or evt3");
    }

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => _encoding switch
    {
        EvtEncoding.Evt2 => new Evt2Reader(options),
        EvtEncoding.Evt21 => new Evt21Reader(options),
        _ => new Evt3Reader(options),
    };

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => _encoding switch
    {
        EvtEncoding.Evt2 => new Evt2Writer(stream, options),
        EvtEncoding.Evt3 => new Evt3Writer(stream, options),
        _ => base.CreateWriter(stream, options),
    };

    /// <summary>What the lines say that are whole.</summary>
    private static EvtHeader HeaderOf(string path, ReadOnlySpan<byte> bytes)
    {
        EvtHeader header = new(path);
        for (int offset = 0, length; !header.Ended && offset < bytes.Length; offset += length)
        {
            length = HeaderLine.Find(bytes[offset..], EvtHeader.Mark, printable: true, path, offset);
            if (length <= 0)
                break;
            header.Take(bytes.Slice(offset, length), offset);
        }

        return header;
    }

    /// <summary>
    /// The clocks wrap after 34 and 24 bits. Writers bridge long gaps, and the time before the first event, with marks of
    /// time; the limit keeps that below some kilobytes.
    /// </summary>
    private static FormatLimits HeldBy(int timeBits) => new()
    {
        Sensor = new SensorSize(EvtReader.MaxExtent, EvtReader.MaxExtent),
        NamesSensor = true,
        NeedsOrder = true,
        TimeRange = 1L << timeBits,
    };
}

/// <summary>How events are packed into words in a Prophesee RAW file.</summary>
internal enum EvtEncoding
{
    /// <summary>EVT 2.0: a 32-bit word for each event.</summary>
    Evt2 = 0,

    /// <summary>EVT 2.1: a 64-bit word for up to 32 events side by side in a row.</summary>
    Evt21 = 1,

    /// <summary>EVT 3.0: 16-bit words that set time, row and column or give events.</summary>
    Evt3 = 2,
}

using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Es;

/// <summary>Reads Event Stream version 2; see the byte table in this folder's README.</summary>
internal sealed class EsReader : BlockReader
{
    private const int PreambleBytes = 16;
    private const int SizeBytes = 4;
    private const int DvsBytes = 5;
    private const int ColorBytes = 8;
    private const int BlockBytes = 1 << 13;

    private readonly List<HeaderField> _fields = [];
    private SensorSize? _stated;
    private SensorSize _sensor;
    private EsKind _kind;
    private Stage _stage;
    private long _time;
    private bool _inText;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public EsReader(ReadOptions options)
        : base(options) => Wanted = PreambleBytes;

    private enum Stage
    {
        Preamble,
        Size,
        Events,
    }

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _stated;

    /// <inheritdoc/>
    public override bool IsHeaderComplete => _stage == Stage.Events;

    /// <inheritdoc/>
    public override IReadOnlyList<HeaderField> Header => _fields;

    /// <inheritdoc/>
    protected override bool MayEnd => _stage == Stage.Events && !_inText;

    /// <inheritdoc/>
    protected override string Awaited => _stage switch
    {
        Stage.Preamble => "'Event Stream', a version and a type",
        Stage.Size => "width and height",
        _ => "an event",
    };

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        switch (_stage)
        {
            case Stage.Preamble:
                TakePreamble(bytes);
                return PreambleBytes;
            case Stage.Size:
                TakeSize(bytes);
                return SizeBytes;
        }

        return _kind switch
        {
            EsKind.Generic => TakeTexts(bytes),
            EsKind.Color => TakeColors(bytes),
            _ => TakeEvents(bytes[..Math.Min(bytes.Length, BlockBytes)], into),
        };
    }

    private void TakePreamble(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(EsFormat.Signature))
            throw new EventFormatException(Options.Path, 0, "'Event Stream'", Convert.ToHexString(bytes[..12]));
        if (bytes[12] != 2)
            throw new EventFormatException(Options.Path, 12, "version 2", $"{bytes[12]}.{bytes[13]}.{bytes[14]}", "convert it with the tools that wrote it");
        _kind = bytes[15] is 0 or 1 or 2 or 4
            ? (EsKind)bytes[15]
            : throw new EventFormatException(Options.Path, 15, "type 0 (generic), 1 (dvs), 2 (atis) or 4 (colour)", $"{bytes[15]}");
        _fields.Add(new HeaderField("version", $"{bytes[12]}.{bytes[13]}.{bytes[14]}"));
        _fields.Add(new HeaderField("type", _kind.ToString()));
        _stage = _kind == EsKind.Generic ? Stage.Events : Stage.Size;
        Wanted = _kind == EsKind.Generic ? 1 : SizeBytes;
    }

    private void TakeSize(ReadOnlySpan<byte> bytes)
    {
        SensorSize size = new(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
        if (size.IsValid)
            _stated = size;
        else
            Damaged(Offset, "a sensor of at least 1x1", size.ToString());
        _sensor = Sensor ?? new SensorSize(ushort.MaxValue + 1, ushort.MaxValue + 1);
        _stage = Stage.Events;
        Wanted = 1;
    }

    /// <summary>DVS and ATIS: a byte of time and flags, then for an event column and row.</summary>
    private int TakeEvents(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        bool atis = _kind == EsKind.Atis;
        var columns = into.Reserve(bytes.Length / DvsBytes + 1);
        int kept = 0, at = 0;
        try
        {
            while (at < bytes.Length)
            {
                int head = bytes[at];
                if (TakeOverflow(head, atis))
                {
                    at++;
                    continue;
                }

                if (bytes.Length - at < DvsBytes)
                    break;
                _time += atis ? head >> 2 : head >> 1;
                int x = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 1)..]), y = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 3)..]);
                if (atis && (head & 1) != 0)
                {
                    Tally.Others++; // a measurement of exposure
                }
                else if (_sensor.Contains(x, y))
                {
                    columns.Times[kept] = _time;
                    columns.X[kept] = (ushort)x;
                    columns.Y[kept] = (ushort)y;
                    columns.Polarities[kept] = (byte)(atis ? (head >> 1) & 1 : head & 1);
                    kept++;
                }
                else
                {
                    LeaveOut(Offset + at, x, y, _sensor);
                }

                at += DvsBytes;
            }
        }
        finally
        {
            into.Commit(kept);
            Tally.Events += kept;
        }

        Wanted = at > 0 ? 1 : DvsBytes;
        return at;
    }

    /// <summary>Whether a first byte is no event but only moves the time; a byte that resets a parser's state moves it by nothing.</summary>
    private bool TakeOverflow(int head, bool atis)
    {
        if (atis)
        {
            if ((head & 0xfc) != 0xfc)
                return false;
            _time += 63 * (head & 3);
            return true;
        }

        if (head < 0xfe)
            return false;
        _time += head == 0xff ? 127 : 0;
        return true;
    }

    /// <summary>Colours: a byte of time, column, row, three colours. No polarity, so no events.</summary>
    private int TakeColors(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (bytes[at] >= 0xfe)
            {
                at++;
                continue;
            }

            if (bytes.Length - at < ColorBytes)
                break;
            Tally.Others++;
            at += ColorBytes;
        }

        Wanted = at > 0 ? 1 : ColorBytes;
        return at;
    }

    /// <summary>Generic: a byte of time, the length in groups of seven bits, the bytes.</summary>
    private int TakeTexts(ReadOnlySpan<byte> bytes)
    {
        if (!_inText)
        {
            _inText = bytes[0] < 0xfe;
            return 1;
        }

        const int MostLengthBytes = 5;
        long length = 0;
        for (int i = 0; i < Math.Min(bytes.Length, MostLengthBytes); i++)
        {
            length |= (long)(bytes[i] >> 1) << (7 * i);
            if ((bytes[i] & 1) != 0)
                continue;
            _inText = false;
            Tally.Others++;
            Skip(length);
            Wanted = 1;
            return i + 1;
        }

        if (bytes.Length >= MostLengthBytes)
            throw new EventFormatException(Options.Path, Offset, $"a length of at most {MostLengthBytes} bytes", "a longer one");
        Wanted = bytes.Length + 1;
        return 0;
    }
}

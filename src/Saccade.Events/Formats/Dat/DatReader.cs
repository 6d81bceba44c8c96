using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Dat;

/// <summary>Reads Prophesee DAT versions 1 and 2; see the byte table in this folder's README.</summary>
internal sealed class DatReader : RecordReader
{
    private const int Event2d = 0x00;
    private const int EventCd = 0x0C;

    private readonly DatHeader _header;
    private readonly TimeUnwrapper _clock = new(32);
    private Stage _stage = Stage.Header;
    private SensorSize _sensor;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public DatReader(ReadOptions options)
        : base(options, DatFormat.RecordBytes) => _header = new DatHeader(options.Path);

    private enum Stage
    {
        Header,
        Types,
        Records,
    }

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _header.Sensor;

    /// <inheritdoc/>
    public override bool IsHeaderComplete => _stage == Stage.Records;

    /// <inheritdoc/>
    public override IReadOnlyList<HeaderField> Header => _header.Fields;

    /// <inheritdoc/>
    protected override bool MayEnd => _stage == Stage.Records;

    /// <inheritdoc/>
    protected override string Awaited =>
        _stage == Stage.Records ? base.Awaited : "header lines, an event type and an event size";

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into) => _stage switch
    {
        Stage.Header => TakeHeader(bytes),
        Stage.Types => TakeTypes(bytes),
        _ => base.Take(bytes, into),
    };

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        int length = TakeLine(bytes, "%"u8, printable: false);
        if (length == HeaderLine.None)
        {
            if (Offset == 0)
                throw new EventFormatException(Options.Path, 0, "a header line that begins with '%'", $"byte 0x{bytes[0]:x2}");
            _stage = Stage.Types;
            Wanted = 2;
            return bytes.Length >= Wanted ? TakeTypes(bytes) : 0;
        }

        if (length > 0)
            _header.Take(bytes[..length], Offset);
        return length;
    }

    private int TakeTypes(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] is not (Event2d or EventCd))
            Damaged(Offset, "event type 0x00 (2D) or 0x0c (CD)", $"0x{bytes[0]:x2}");
        if (bytes[1] != DatFormat.RecordBytes)
            Damaged(Offset + 1, $"event size {DatFormat.RecordBytes}", $"{bytes[1]}");
        _sensor = Sensor ?? (_header.Version == 1 ? DatFormat.LargestV1 : DatFormat.Largest);
        _stage = Stage.Records;
        Wanted = DatFormat.RecordBytes;
        return 2;
    }

    private protected override bool TryDecodeBlock(ReadOnlySpan<byte> block, EventBuffer.Columns columns)
    {
        if (_header.Version == 1)
            return false; // rare enough to be decoded record by record

        var times = columns.Times;
        Span<ushort> xs = columns.X[..times.Length], ys = columns.Y[..times.Length];
        var polarities = columns.Polarities[..times.Length];
        var records = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(block)[..times.Length];
        int lastX = _sensor.Width - 1, lastY = _sensor.Height - 1;
        long timeBase = _clock.Base;
        uint last = (uint)_clock.Last;
        int suspicious = 0;
        for (int i = 0; i < times.Length; i++)
        {
            ulong record = BitConverter.IsLittleEndian ? records[i] : BinaryPrimitives.ReverseEndianness(records[i]);
            uint time = (uint)record, word = (uint)(record >> 32);
            int x = (int)(word & DatFormat.CoordinateMask), y = (int)((word >> 14) & DatFormat.CoordinateMask);
            suspicious |= (lastX - x) | (lastY - y) | (int)((last & ~time) & 0x8000_0000); // a fall out of the upper half of the clock
            last = time;
            times[i] = timeBase + time;
            xs[i] = (ushort)x;
            ys[i] = (ushort)y;
            polarities[i] = (byte)((word >> 28) & 1);
        }

        if (suspicious < 0)
            return false;
        _clock.Advance(last);
        return true;
    }

    private protected override void DecodeCarefully(ReadOnlySpan<byte> block, long offset, EventBuffer into)
    {
        (int bitsX, int bitsY) = _header.Version == 1 ? (9, 8) : (14, 14);
        for (; !block.IsEmpty; block = block[DatFormat.RecordBytes..], offset += DatFormat.RecordBytes)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
            int x = (int)word & ((1 << bitsX) - 1), y = (int)(word >> bitsX) & ((1 << bitsY) - 1);
            long time = _clock.Unwrap(BinaryPrimitives.ReadUInt32LittleEndian(block));
            Tally.TimerOverflows = _clock.Wraps;
            if (!_sensor.Contains(x, y))
            {
                LeaveOut(offset, x, y, _sensor);
                continue;
            }

            into.Add(time, (ushort)x, (ushort)y, (byte)((word >> (bitsX + bitsY)) & 1));
            Tally.Events++;
        }
    }
}

using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Dat;

/// <summary>Reads Prophesee DAT version 2; see the byte table in this folder's README.</summary>
public sealed class DatReader : EventReader
{
    private const int RecordBytes = 8;
    private const int Event2d = 0x00;
    private const int EventCd = 0x0C;
    private const int CoordinateMask = (1 << 14) - 1;

    private readonly DatHeader _header;
    private readonly byte[] _partial = new byte[RecordBytes];
    private Stage _stage = Stage.Header;
    private int _partialBytes;
    private long _recordOffset;
    private long _timeBase;
    private uint _lastTime;
    private int _width;
    private int _height;
    private long _events;
    private long _wraps;
    private long _outside;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public DatReader(ReadOptions options)
        : base(options) => _header = new DatHeader(options.Path);

    private enum Stage
    {
        Header,
        TypeByte,
        SizeByte,
        Records,
    }

    /// <inheritdoc/>
    protected override DecodeReport Tally => new()
    {
        Bytes = _recordOffset + _partialBytes,
        Events = _events,
        TimerOverflows = _wraps,
        OutsideSensor = _outside,
    };

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _header.Sensor;

    /// <inheritdoc/>
    protected override void Decode(ReadOnlySpan<byte> chunk, EventBuffer into)
    {
        while (_stage != Stage.Records && !chunk.IsEmpty)
        {
            if (TakeHeaderByte(chunk[0]))
                chunk = chunk[1..];
        }

        if (_partialBytes > 0)
        {
            int take = Math.Min(RecordBytes - _partialBytes, chunk.Length);
            chunk[..take].CopyTo(_partial.AsSpan(_partialBytes));
            _partialBytes += take;
            chunk = chunk[take..];
            if (_partialBytes < RecordBytes)
                return;
            _partialBytes = 0;
            DecodeRecords(_partial, into);
        }

        int whole = chunk.Length / RecordBytes * RecordBytes;
        DecodeRecords(chunk[..whole], into);
        chunk[whole..].CopyTo(_partial);
        _partialBytes = chunk.Length - whole;
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_stage != Stage.Records)
        {
            throw new EventFormatException(
                Options.Path, _recordOffset, "header lines, an event type and an event size", "the end of the file", "the file is truncated");
        }

        if (_partialBytes > 0)
        {
            throw new EventFormatException(
                Options.Path, _recordOffset, $"a record of {RecordBytes} bytes", $"the end of the file after {_partialBytes}", "the file is truncated");
        }
    }

    /// <summary>Takes a byte before the records; false when the byte belongs to the next stage.</summary>
    private bool TakeHeaderByte(byte value)
    {
        switch (_stage)
        {
            case Stage.Header:
                if (_header.Take(value))
                {
                    _recordOffset = _header.Length;
                    return true;
                }

                _stage = Stage.TypeByte;
                return false;

            case Stage.TypeByte:
                if (value is not (Event2d or EventCd))
                    throw new EventFormatException(Options.Path, _recordOffset, "event type 0x00 (2D) or 0x0c (CD)", $"0x{value:x2}");
                _stage = Stage.SizeByte;
                break;

            default:
                if (value != RecordBytes)
                    throw new EventFormatException(Options.Path, _recordOffset, $"event size {RecordBytes}", $"{value}");
                _width = Sensor?.Width ?? CoordinateMask + 1;
                _height = Sensor?.Height ?? CoordinateMask + 1;
                _stage = Stage.Records;
                break;
        }

        _recordOffset++;
        return true;
    }

    private void DecodeRecords(ReadOnlySpan<byte> records, EventBuffer into)
    {
        EventBuffer.Columns columns = into.Reserve(records.Length / RecordBytes);
        int kept = 0;
        try
        {
            for (; !records.IsEmpty; records = records[RecordBytes..])
            {
                ulong record = BinaryPrimitives.ReadUInt64LittleEndian(records);
                uint word = (uint)(record >> 32);
                int x = (int)(word & CoordinateMask), y = (int)((word >> 14) & CoordinateMask);
                long time = Unwrap((uint)record);
                if (x < _width && y < _height)
                {
                    columns.Times[kept] = time;
                    columns.X[kept] = (ushort)x;
                    columns.Y[kept] = (ushort)y;
                    columns.Polarities[kept] = (byte)((word >> 28) & 1);
                    kept++;
                }
                else
                {
                    LeaveOut(x, y);
                }

                _recordOffset += RecordBytes;
            }
        }
        finally
        {
            into.Commit(kept);
            _events += kept;
        }
    }

    /// <summary>Adds 2^32 when the time field falls by more than half its range; smaller falls are disorder of the file.</summary>
    private long Unwrap(uint time)
    {
        if (time < _lastTime && _lastTime - time > int.MaxValue)
        {
            _timeBase += 1L << 32;
            _wraps++;
        }

        _lastTime = time;
        return _timeBase + time;
    }

    private void LeaveOut(int x, int y)
    {
        if (Options.OutsideSensor == OutsideSensor.Fail)
        {
            throw new EventFormatException(
                Options.Path, _recordOffset, $"an event on the {_width}x{_height} sensor", $"x {x}, y {y}", "the file is damaged or from another sensor");
        }

        _outside++;
    }
}

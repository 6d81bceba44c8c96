using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat2;

/// <summary>Reads AEDAT 1 and 2; see the byte table in this folder's README.</summary>
internal sealed class Aedat2Reader : BlockReader
{
    private readonly Aedat2Header _header;
    private readonly TimeUnwrapper _clock = new(32);
    private AddressBits? _bits;
    private SensorSize _sensor;
    private int _recordBytes;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public Aedat2Reader(ReadOptions options)
        : base(options) => _header = new Aedat2Header(options.Path);

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _bits?.Sensor;

    /// <inheritdoc/>
    public override bool IsHeaderComplete => _bits is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<HeaderField> Header => _header.Fields;

    /// <inheritdoc/>
    protected override string Awaited => _bits is null ? "the end of a header line" : $"a record of {_recordBytes} bytes";

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        if (_bits is null)
        {
            int line = _header.Ended ? HeaderLine.None : TakeLine(bytes, "#"u8, printable: true);
            if (line >= 0)
            {
                if (line > 0)
                    _header.Take(bytes[..line], Offset);
                return line;
            }

            BeginRecords();
        }

        int whole = bytes.Length / _recordBytes * _recordBytes;
        DecodeRecords(bytes[..whole], into);
        Wanted = _recordBytes;
        return whole;
    }

    private void BeginRecords()
    {
        _bits = AddressBits.Of(Options.Addresses ?? _header.Layout ?? AddressLayout.Dvs128);
        _sensor = Options.Sensor ?? _bits.Sensor;
        _recordBytes = _header.Version == 1 ? 6 : 8;
    }

    private void DecodeRecords(ReadOnlySpan<byte> records, EventBuffer into)
    {
        var bits = _bits!;
        int addressBytes = _recordBytes - 4;
        for (long offset = Offset; !records.IsEmpty; records = records[_recordBytes..], offset += _recordBytes)
        {
            uint address = addressBytes == 2 ? BinaryPrimitives.ReadUInt16BigEndian(records) : BinaryPrimitives.ReadUInt32BigEndian(records);
            long time = _clock.Unwrap(BinaryPrimitives.ReadUInt32BigEndian(records[addressBytes..]));
            if ((address & (bits.Special | bits.Sample)) != 0)
            {
                PassOver(address, bits);
                continue;
            }

            int x = (int)(((address >> bits.ShiftX) & bits.MaskX) ^ bits.FlipX), y = (int)(((address >> bits.ShiftY) & bits.MaskY) ^ bits.FlipY);
            if (!_sensor.Contains(x, y))
            {
                LeaveOut(offset, x, y, _sensor);
                continue;
            }

            into.Add(time, (ushort)x, (ushort)y, ((address >> bits.ShiftPolarity) & 1) == bits.OnBit ? (byte)1 : (byte)0);
            Tally.Events++;
        }

        Tally.TimerOverflows = _clock.Wraps;
    }

    private void PassOver(uint address, AddressBits bits)
    {
        if ((address & bits.Sample) == 0)
            Tally.Triggers++;
        else if ((address & bits.Special) == 0)
            Tally.Frames++; // one sample of one pixel
        else
            Tally.InertialSamples++;
    }
}

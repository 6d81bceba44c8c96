using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat3;

/// <summary>Reads AEDAT 3.1; see the byte table in this folder's README.</summary>
internal sealed class Aedat3Reader : BlockReader
{
    private const int BlockRecords = 1024;
    private static readonly SensorSize _largest = new(1 << 15, 1 << 15);

    private readonly List<HeaderField> _fields = [];
    private readonly SensorSize _sensor;
    private SensorSize? _ofCamera;
    private Stage _stage;
    private long _timeBase;
    private int _left;
    private long _unused;
    private bool _lost;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public Aedat3Reader(ReadOptions options)
        : base(options) => _sensor = options.Sensor ?? _largest;

    private enum Stage
    {
        Lines,
        Packets,
        Events,
    }

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _ofCamera;

    /// <inheritdoc/>
    public override bool IsHeaderComplete => _stage != Stage.Lines;

    /// <inheritdoc/>
    public override IReadOnlyList<HeaderField> Header => _fields;

    /// <inheritdoc/>
    protected override bool MayEnd => _stage == Stage.Packets;

    /// <inheritdoc/>
    protected override string Awaited => _stage switch
    {
        Stage.Lines => "header lines and '#!END-HEADER'",
        Stage.Packets => $"a packet header of {Aedat3Format.PacketHeaderBytes} bytes",
        _ => $"{_left} more events of {Aedat3Format.EventBytes} bytes in the packet",
    };

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into) => _stage switch
    {
        Stage.Lines => TakeHeader(bytes),
        Stage.Events => TakeEvents(bytes, into),
        _ => _lost ? FindPacket(bytes) : TakePacketHeader(bytes),
    };

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        int length = TakeLine(bytes, "#"u8, printable: false);
        if (length == HeaderLine.None)
            throw new EventFormatException(Options.Path, Offset, "a line with '#', or '#!END-HEADER'", $"byte 0x{bytes[0]:x2}", "AEDAT 3.0, which has no such end, is not supported");
        if (length == 0)
            return 0;
        string text = HeaderLine.Text(bytes[..length]);
        if (Offset == 0 && text != "AER-DAT3.1")
            throw new EventFormatException(Options.Path, 0, "'#!AER-DAT3.1'", $"'{text}'");
        if (text == "END-HEADER")
        {
            _stage = Stage.Packets;
            Wanted = Aedat3Format.PacketHeaderBytes;
        }
        else
        {
            _fields.Add(HeaderLine.Field(text, ':'));
            _ofCamera ??= SensorOf(_fields[^1]);
        }

        return length;
    }

    private static SensorSize? SensorOf(HeaderField field) =>
        !field.Name.StartsWith("Source", StringComparison.Ordinal) ? null
        : field.Value.StartsWith("DVS128", StringComparison.OrdinalIgnoreCase) ? new SensorSize(128, 128)
        : field.Value.StartsWith("DAVIS240", StringComparison.OrdinalIgnoreCase) ? new SensorSize(240, 180)
        : field.Value.StartsWith("DAVIS346", StringComparison.OrdinalIgnoreCase) ? new SensorSize(346, 260)
        : field.Value.StartsWith("DAVIS640", StringComparison.OrdinalIgnoreCase) ? new SensorSize(640, 480)
        : null;

    private int TakePacketHeader(ReadOnlySpan<byte> bytes)
    {
        if (!IsPacketHeader(bytes))
        {
            Damaged(
                Offset, "a packet header (type, source, event size, offset of the time, overflow, capacity, number, valid)",
                Convert.ToHexStringLower(bytes[..Aedat3Format.PacketHeaderBytes]), "the file is damaged; --salvage goes on after it", 1);
            _lost = true;
            return 1;
        }

        var kind = (Aedat3PacketKind)BinaryPrimitives.ReadInt16LittleEndian(bytes);
        int eventBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), capacity = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        if (kind == Aedat3PacketKind.Polarity)
        {
            _timeBase = (long)BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) << 31;
            _left = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
            _unused = (long)(capacity - _left) * eventBytes;
            BeginEvents();
        }
        else
        {
            Count(kind);
            Skip((long)capacity * eventBytes);
        }

        return Aedat3Format.PacketHeaderBytes;
    }

    private void BeginEvents()
    {
        _stage = _left > 0 ? Stage.Events : Stage.Packets;
        Wanted = _left > 0 ? Aedat3Format.EventBytes : Aedat3Format.PacketHeaderBytes;
        if (_left > 0)
            return;
        Skip(_unused);
        _unused = 0;
    }

    private void Count(Aedat3PacketKind kind)
    {
        switch (kind)
        {
            case Aedat3PacketKind.Frame:
                Tally.Frames++;
                break;
            case Aedat3PacketKind.Imu6 or Aedat3PacketKind.Imu9:
                Tally.InertialSamples++;
                break;
            case Aedat3PacketKind.Special:
                Tally.Triggers++;
                break;
            default:
                Tally.Others++;
                break;
        }
    }

    /// <summary>Whether the numbers of a packet header agree with each other; few other bytes do.</summary>
    private static bool IsPacketHeader(ReadOnlySpan<byte> bytes)
    {
        const int TimeInEvent = 4;
        int kind = BinaryPrimitives.ReadInt16LittleEndian(bytes), eventBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int overflow = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]), capacity = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        int number = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]), valid = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        bool counts = capacity >= 0 && number >= 0 && number <= capacity && valid >= 0 && valid <= number && overflow >= 0;
        bool size = kind == (int)Aedat3PacketKind.Polarity
            ? eventBytes == Aedat3Format.EventBytes && BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) == TimeInEvent
            : eventBytes is > 0 and <= MaxBlock;
        return kind is >= 0 and <= (int)Aedat3PacketKind.Last && counts && size;
    }

    /// <summary>Behind damage: looks for the header of a packet of polarity events.</summary>
    private int FindPacket(ReadOnlySpan<byte> bytes)
    {
        const int Seen = Aedat3Format.PacketHeaderBytes;
        for (int at = 0; at + Seen <= bytes.Length; at++)
        {
            var candidate = bytes[at..];
            if (BinaryPrimitives.ReadInt16LittleEndian(candidate) != (int)Aedat3PacketKind.Polarity || !IsPacketHeader(candidate))
                continue;
            Tally.LostBytes += at;
            _lost = false;
            return at > 0 ? at : TakePacketHeader(bytes);
        }

        int lost = bytes.Length - Seen + 1;
        Tally.LostBytes += lost;
        return lost;
    }

    private int TakeEvents(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        int count = Math.Min(Math.Min(bytes.Length / Aedat3Format.EventBytes, _left), BlockRecords);
        var columns = into.Reserve(count);
        int kept = 0;
        try
        {
            for (int at = 0; at < count * Aedat3Format.EventBytes; at += Aedat3Format.EventBytes)
            {
                uint data = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
                int x = (int)(data >> 17), y = (int)(data >> 2) & 0x7fff;
                if (((data & 1) == 0 && !Options.KeepInvalid) || !_sensor.Contains(x, y))
                {
                    PassOver(data, x, y, Offset + at);
                    continue;
                }

                columns.Times[kept] = _timeBase | (BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]) & 0x7fff_ffff);
                columns.X[kept] = (ushort)x;
                columns.Y[kept] = (ushort)y;
                columns.Polarities[kept] = (byte)((data >> 1) & 1);
                kept++;
            }
        }
        finally
        {
            into.Commit(kept);
            Tally.Events += kept;
        }

        _left -= count;
        if (_left == 0)
            BeginEvents();
        return count * Aedat3Format.EventBytes;
    }

    private void PassOver(uint data, int x, int y, long offset)
    {
        if ((data & 1) == 0 && !Options.KeepInvalid)
            Tally.Invalid++;
        else
            LeaveOut(offset, x, y, _sensor);
    }
}

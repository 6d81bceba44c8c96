using System.Buffers.Binary;
using Saccade.Events.Formats.Lz4;
using Saccade.Events.Formats.Zstd;
using Saccade.Events.Model;
using Saccade.Events.Sources;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>Reads AEDAT 4; see the byte table in this folder's README.</summary>
internal sealed class Aedat4Reader : BlockReader
{
    private const int LengthBytes = 4;
    private const int PacketHeaderBytes = 8;
    private const int EventBytes = 16;

    private readonly List<HeaderField> _fields = [];
    private Aedat4Header? _header;
    private StreamInfo? _stream;
    private SensorSize _sensor;
    private byte[] _unpacked = [];
    private Stage _stage;
    private bool _lost;
    private long _packets;
    private long _packedBytes;
    private long _unpackedBytes;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public Aedat4Reader(ReadOptions options)
        : base(options) => Wanted = Aedat4Format.Signature.Length + LengthBytes;

    private enum Stage
    {
        Version,
        Header,
        Packets,
        Table,
    }

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _stream?.Sensor ?? _header?.Streams.FirstOrDefault(s => s.Sensor is not null)?.Sensor;

    /// <inheritdoc/>
    public override bool IsHeaderComplete => _header is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<HeaderField> Header => _fields;

    /// <inheritdoc/>
    protected override bool MayEnd => _stage == Stage.Table || (_stage == Stage.Packets && (_header!.PacketsEnd < 0 || _header.PacketsEnd <= Offset || Tally.Damages > 0));

    /// <inheritdoc/>
    protected override string Awaited => _stage switch
    {
        Stage.Version => "the version line '#!AER-DAT4.0'",
        Stage.Header => "the header",
        Stage.Packets => "a packet",
        _ => "the table after the packets",
    };

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        switch (_stage)
        {
            case Stage.Version:
                return TakeVersion(bytes);
            case Stage.Header:
                return TakeHeader(bytes);
            case Stage.Table:
                Wanted = (int)Math.Min(MaxBlock, 2L * bytes.Length);
                return bytes.Length < MaxBlock ? 0 : bytes.Length;
        }

        if (IsTable(bytes, 0))
        {
            _stage = Stage.Table;
            Wanted = bytes.Length + 1; // it is looked at when it is whole
            return 0;
        }

        return _lost ? FindPacket(bytes, into) : TakePacket(bytes, into);
    }

    /// <inheritdoc/>
    protected override void EndWith(ReadOnlySpan<byte> rest, EventBuffer into)
    {
        if (_stage != Stage.Table && _header?.PacketsEnd != Offset)
            base.EndWith(rest, into);
        else if (Tally.Damages == 0 && (Unpack(rest, out var table) is not null || PacketTable.CountIn(table) != _packets))
            Tally.Remark = $"the table of packets at byte {Offset} is damaged, or names other packets than there are; all {_packets} packets were read without it";
    }

    private int TakeVersion(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Aedat4Format.Signature))
            throw new EventFormatException(Options.Path, 0, "'#!AER-DAT4.0' and a line end", Convert.ToHexString(bytes[..Aedat4Format.Signature.Length]));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[Aedat4Format.Signature.Length..]);
        if (length > MaxBlock)
            throw new EventFormatException(Options.Path, Aedat4Format.Signature.Length, $"a header of at most {MaxBlock} bytes", $"{length}");
        _stage = Stage.Header;
        Wanted = Math.Max(1, (int)length);
        return Aedat4Format.Signature.Length + LengthBytes;
    }

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        int length = Wanted;
        _header = Aedat4Header.Read(bytes[..length], Options.Path, Offset);
        _fields.Add(new HeaderField("compression", _header.Compression.ToString()));
        foreach (var stream in _header.Streams)
            _fields.Add(new HeaderField($"stream {stream.Id}", $"{stream.Type} {stream.Sensor} {stream.Source}".Trim()));
        _stream = _header.Streams.FirstOrDefault(s => s.Type == "EVTS" && (Options.Stream is null || Options.Stream == s.Id));
        if (Options.Stream is { } wanted && _stream is null)
            throw new EventFormatException(Options.Path, Offset, $"events in stream {wanted}", $"streams {string.Join(", ", _header.Streams.Select(s => $"{s.Id} ({s.Type})"))}");
        _sensor = Sensor ?? new SensorSize(short.MaxValue + 1, short.MaxValue + 1);
        _stage = Stage.Packets;
        Wanted = HeadBytes;
        return length;
    }

    private int TakePacket(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        int id = BinaryPrimitives.ReadInt32LittleEndian(bytes), size = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var stream = _header!.Streams.FirstOrDefault(s => s.Id == id);
        bool known = stream is not null || (_header.Streams.Count == 0 && id >= 0);
        bool fits = size is > 0 and <= MaxBlock && (_header.PacketsEnd < 0 || size <= _header.PacketsEnd - Offset - PacketHeaderBytes || _header.PacketsEnd < Offset || Tally.Damages > 0);
        if (!known || !fits)
        {
            string streams = string.Join(", ", _header.Streams.Select(s => s.Id));
            Damaged(Offset, $"a packet of a stream there is ({streams}) and of 1 to {MaxBlock} bytes before the table", $"stream {id}, {size} bytes", "the file is damaged; --salvage goes on after it", 1);
            _lost = true;
            return 1;
        }

        if (stream is not null && stream != _stream)
        {
            _packets++;
            CountOther(stream);
            Skip(size);
            Wanted = HeadBytes;
            return PacketHeaderBytes;
        }

        if (bytes.Length < PacketHeaderBytes + size)
        {
            Wanted = PacketHeaderBytes + size;
            return 0;
        }

        _packets++;
        TakeEvents(bytes.Slice(PacketHeaderBytes, size), into);
        Wanted = HeadBytes;
        return PacketHeaderBytes + size;
    }

    private void CountOther(StreamInfo stream)
    {
        switch (stream.Type)
        {
            case "FRME":
                Tally.Frames++;
                break;
            case "IMUS":
                Tally.InertialSamples++;
                break;
            case "TRIG":
                Tally.Triggers++;
                break;
            default:
                Tally.Others++; // another camera's events too
                break;
        }
    }

    /// <summary>Bytes that tell a packet from the table.</summary>
    private int HeadBytes => Tally.Damages > 0 ? PacketHeaderBytes + 4 : PacketHeaderBytes;

    /// <summary>Whether the table begins here: by its position; but after damage bytes may be missing, and then, where it can be seen, by its form.</summary>
    private bool IsTable(ReadOnlySpan<byte> bytes, int at) =>
        Tally.Damages == 0 || _header!.PacketsEnd < 0 || _header.Compression != Aedat4Compression.None
            ? _header!.PacketsEnd == Offset + at
            : bytes.Length - at >= HeadBytes && bytes.Slice(at + PacketHeaderBytes, 4).SequenceEqual("FTAB"u8);

    /// <summary>Behind damage: looks for what can only be the beginning of a packet.</summary>
    private int FindPacket(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        const int Seen = PacketHeaderBytes + 12;
        for (int at = 0; at + Seen <= bytes.Length; at++)
        {
            if (IsTable(bytes, at) || LooksLikePacket(bytes.Slice(at, Seen)))
            {
                Tally.LostBytes += at;
                _lost = false;
                Wanted = HeadBytes;
                return at > 0 ? at : TakePacket(bytes, into);
            }
        }

        int lost = Math.Max(0, bytes.Length - Seen + 1);
        Tally.LostBytes += lost;
        Wanted = Seen;
        return lost;
    }

    private bool LooksLikePacket(ReadOnlySpan<byte> bytes)
    {
        int id = BinaryPrimitives.ReadInt32LittleEndian(bytes), size = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (size is <= 0 or > MaxBlock || !_header!.Streams.Any(s => s.Id == id))
            return false;
        var content = bytes[PacketHeaderBytes..];
        return _header.Compression == Aedat4Compression.None ? content.Slice(8, 4).SequenceEqual("EVTS"u8) : IsPacked(content);
    }

    private bool IsPacked(ReadOnlySpan<byte> content) => _header!.Compression is Aedat4Compression.Lz4 or Aedat4Compression.Lz4High
        ? content.StartsWith<byte>([0x04, 0x22, 0x4d, 0x18])
        : content.StartsWith<byte>([0x28, 0xb5, 0x2f, 0xfd]);

    private void TakeEvents(ReadOnlySpan<byte> packet, EventBuffer into)
    {
        string? problem = Unpack(packet, out var content);
        if (problem is not null)
        {
            Damaged(Offset + PacketHeaderBytes, "a packet that can be unpacked", problem, "the file is damaged; --salvage goes on after it", packet.Length);
            _lost = Salvages; // its length may be damaged too: the next packet is looked for
            return;
        }

        if (content.Length > LengthBytes && FlatTable.TryRoot(content[LengthBytes..], "EVTS"u8, out var table)
            && table.TryVector(0, EventBytes, out var elements))
            DecodeEvents(elements, into);
        else if (_stream is null)
            Tally.Others++; // the file does not say what its streams hold
        else
            Damaged(Offset + PacketHeaderBytes, "a FlatBuffer 'EVTS' with events", "another or a damaged one", "the file is damaged; --salvage goes on after it", packet.Length);
    }

    private string? Unpack(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> content)
    {
        _packedBytes += packet.Length;
        string? problem = Unpack(packet, (int)Math.Min(MaxBlock, UnpackLimit.Of(_packedBytes) - _unpackedBytes), out content);
        _unpackedBytes += content.Length;
        return problem;
    }

    private string? Unpack(ReadOnlySpan<byte> packet, int most, out ReadOnlySpan<byte> content)
    {
        content = packet;
        switch (_header!.Compression)
        {
            case Aedat4Compression.None:
                return null;
            case Aedat4Compression.Lz4 or Aedat4Compression.Lz4High:
                string? problem = Lz4Frame.Unpack(packet, ref _unpacked, most, out int length);
                content = _unpacked.AsSpan(0, length);
                return problem;
            default:
                return UnpackZstd(packet, most, out content);
        }
    }

    private static string? UnpackZstd(ReadOnlySpan<byte> packet, int most, out ReadOnlySpan<byte> content)
    {
        content = [];
        try
        {
            content = ZstdFrame.Decompress(packet, most);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    private void DecodeEvents(ReadOnlySpan<byte> elements, EventBuffer into)
    {
        const int Block = 1024;
        for (; !elements.IsEmpty; elements = elements[Math.Min(elements.Length, Block * EventBytes)..])
        {
            var block = elements[..Math.Min(elements.Length, Block * EventBytes)];
            var columns = into.Reserve(block.Length / EventBytes);
            int kept = 0;
            try
            {
                kept = DecodeBlock(block, columns);
            }
            finally
            {
                into.Commit(kept);
                Tally.Events += kept;
            }
        }
    }

    private int DecodeBlock(ReadOnlySpan<byte> block, EventBuffer.Columns columns)
    {
        var times = columns.Times;
        Span<ushort> xs = columns.X[..times.Length], ys = columns.Y[..times.Length];
        var polarities = columns.Polarities[..times.Length];
        int width = _sensor.Width, height = _sensor.Height, kept = 0;
        for (; block.Length >= EventBytes; block = block[EventBytes..])
        {
            ulong rest = BinaryPrimitives.ReadUInt64LittleEndian(block[8..]);
            int x = (short)rest, y = (short)(rest >> 16);
            if ((uint)x >= (uint)width || (uint)y >= (uint)height)
            {
                LeaveOut(Offset + PacketHeaderBytes, x, y, _sensor);
                continue;
            }

            times[kept] = BinaryPrimitives.ReadInt64LittleEndian(block);
            xs[kept] = (ushort)x;
            ys[kept] = (ushort)y;
            polarities[kept] = (byte)((rest >> 32) & 1);
            kept++;
        }

        return kept;
    }
}

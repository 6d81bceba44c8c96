using System.Buffers.Binary;
using System.Text;
using Saccade.Events.Formats.Lz4;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>Writes AEDAT 4 with one stream of events, and with the table after the packets where its position can be put into the header: not into a pipe.</summary>
internal sealed class Aedat4Writer : EventWriter
{
    private const int EventBytes = 16;

    /// <summary>Events in a packet; DV's own packets of 10 ms hold about as many.</summary>
    private const int PacketEvents = 8192;

    /// <summary>What stands before the events in a packet: see <see cref="PutPacket"/>. Times then lie at multiples of 8.</summary>
    private const int PacketPrefix = 40;

    private readonly byte[] _packet = new byte[PacketPrefix + PacketEvents * EventBytes];
    /// <summary>Where the header says where the table is.</summary>
    private static readonly int _tablePosition = Aedat4Format.Signature.Length + 40;

    private readonly PacketTable _table = new();
    private int _count;
    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    /// <exception cref="EventWriteException">The sensor is too large.</exception>
    public Aedat4Writer(Stream stream, WriteOptions options)
        : base(stream, Aedat4Format.Instance, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int i = 0; i < events.Count; i++)
        {
            var room = _packet.AsSpan(PacketPrefix + _count * EventBytes, EventBytes);
            BinaryPrimitives.WriteInt64LittleEndian(room, events.Times[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(room[8..], events.X[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(room[10..], events.Y[i]);
            room[12] = events.Polarities[i];
            if (++_count == PacketEvents)
                PutPacket();
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        Begin();
        if (_count > 0)
            PutPacket();
        if (!CanPatch)
            return; // readers rebuild the table
        Span<byte> position = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(position, BytesWritten);
        Put(Packed(_table.ToBytes()));
        Patch(_tablePosition, position);
    }

    private ReadOnlySpan<byte> Packed(ReadOnlySpan<byte> content) => Options.Compression == PacketCompression.Lz4 ? Lz4Frame.Pack(content) : content;

    /// <summary>A FlatBuffer by hand: length, root, identifier, list of fields at 12, table at 20, vector at 36.</summary>
    private void PutPacket()
    {
        int length = PacketPrefix + _count * EventBytes;
        var packet = _packet.AsSpan(0, length);
        FlatFields.PutInt32(packet, 0, length - 4);
        FlatFields.PutInt32(packet, 4, 20 - 4);
        "EVTS"u8.CopyTo(packet[8..]);
        FlatFields.PutList(packet[12..], 8, 4);
        FlatFields.PutInt32(packet, 20, 20 - 12);
        FlatFields.PutInt32(packet, 24, 36 - 24);
        FlatFields.PutInt32(packet, 36, _count);
        var content = Packed(packet);
        Span<byte> header = stackalloc byte[8]; // stream 0
        header.Clear();
        FlatFields.PutInt32(header, 4, content.Length);
        Put(header);
        _table.Add(BytesWritten, content.Length, _count, TimeOf(0), TimeOf(_count - 1));
        Put(content);
        _count = 0;
    }

    private long TimeOf(int index) => BinaryPrimitives.ReadInt64LittleEndian(_packet.AsSpan(PacketPrefix + index * EventBytes));

    /// <summary>Version line, then a FlatBuffer by hand: list of fields at 12, table at 28, description at 48.</summary>
    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        byte[] description = Encoding.UTF8.GetBytes(Description());
        byte[] buffer = new byte[(52 + description.Length + 1 + 7) / 8 * 8];
        bool packed = Options.Compression == PacketCompression.Lz4;
        FlatFields.PutInt32(buffer, 0, buffer.Length - 4);
        FlatFields.PutInt32(buffer, 4, 28 - 4);
        "IOHE"u8.CopyTo(buffer.AsSpan(8));
        FlatFields.PutList(buffer.AsSpan(12), 20, 4, 12, 8);
        FlatFields.PutInt32(buffer, 28, 28 - 12);
        FlatFields.PutInt32(buffer, 32, (int)(packed ? Aedat4Compression.Lz4 : Aedat4Compression.None));
        FlatFields.PutInt32(buffer, 36, 48 - 36);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(40), -1); // no table yet
        FlatFields.PutInt32(buffer, 48, description.Length);
        description.CopyTo(buffer.AsSpan(52));
        Put(Aedat4Format.Signature);
        Put(buffer);
    }

    private string Description()
    {
        string compression = Options.Compression == PacketCompression.Lz4 ? "LZ4" : "NONE";
        string size = Options.Sensor is { } sensor
            ? $"<attr key=\"sizeX\" type=\"int\">{sensor.Width}</attr><attr key=\"sizeY\" type=\"int\">{sensor.Height}</attr>"
            : "";
        return $"""
            <dv version="2.0">
                <node name="outInfo" path="/mainloop/Recorder/outInfo/">
                    <node name="0" path="/mainloop/Recorder/outInfo/0/">
                        <attr key="compression" type="string">{compression}</attr>
                        <attr key="originalModuleName" type="string">saccade</attr>
                        <attr key="originalOutputName" type="string">events</attr>
                        <attr key="typeDescription" type="string">Array of events (polarity ON/OFF).</attr>
                        <attr key="typeIdentifier" type="string">EVTS</attr>
                        <node name="info" path="/mainloop/Recorder/outInfo/0/info/">{size}<attr key="source" type="string">saccade</attr></node>
                    </node>
                </node>
            </dv>

            """;
    }
}

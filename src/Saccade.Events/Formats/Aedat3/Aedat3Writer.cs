using System.Buffers.Binary;
using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat3;

/// <summary>Writes AEDAT 3.1 with packets of polarity events; the upper bits of the time are those of the packet.</summary>
internal sealed class Aedat3Writer : EventWriter
{
    private const int PacketEvents = 4096;
    private const int ClockBits = 31;
    private const int Source = 1;

    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    /// <exception cref="EventWriteException">The sensor is too large.</exception>
    public Aedat3Writer(Stream stream, WriteOptions options)
        : base(stream, Aedat3Format.Instance, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int first = 0, count; first < events.Count; first += count)
        {
            long overflow = events.Times[first] >> ClockBits;
            for (count = 1; count < PacketEvents && first + count < events.Count && events.Times[first + count] >> ClockBits == overflow; count++)
            {
            }

            PutPacketHeader((int)overflow, count);
            var room = Room(count * Aedat3Format.EventBytes);
            for (int i = 0; i < count; i++)
            {
                int at = first + i;
                uint data = 1 | ((uint)events.Polarities[at] << 1) | ((uint)events.Y[at] << 2) | ((uint)events.X[at] << 17);
                BinaryPrimitives.WriteUInt32LittleEndian(room[(i * Aedat3Format.EventBytes)..], data);
                BinaryPrimitives.WriteUInt32LittleEndian(room[(i * Aedat3Format.EventBytes + 4)..], (uint)events.Times[at] & 0x7fff_ffff);
            }

            Advance(count * Aedat3Format.EventBytes);
        }
    }

    /// <inheritdoc/>
    protected override void End() => Begin();

    private void PutPacketHeader(int overflow, int count)
    {
        var header = Room(Aedat3Format.PacketHeaderBytes);
        BinaryPrimitives.WriteInt16LittleEndian(header, (short)Aedat3PacketKind.Polarity);
        BinaryPrimitives.WriteInt16LittleEndian(header[2..], Source);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Aedat3Format.EventBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], 4); // where the time is in an event
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], overflow);
        for (int at = 16; at < Aedat3Format.PacketHeaderBytes; at += 4) // capacity, number, valid
            BinaryPrimitives.WriteInt32LittleEndian(header[at..], count);
        Advance(Aedat3Format.PacketHeaderBytes);
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        string source = Options.Sensor switch
        {
            { Width: 128, Height: 128 } => "DVS128",
            { Width: 240, Height: 180 } => "DAVIS240",
            { Width: 346, Height: 260 } => "DAVIS346",
            { Width: 640, Height: 480 } => "DAVIS640",
            _ => "Processor",
        };
        Put(Encoding.ASCII.GetBytes($"#!AER-DAT3.1\r\n#Format: RAW\r\n#Source {Source}: {source}\r\n#!END-HEADER\r\n"));
    }
}

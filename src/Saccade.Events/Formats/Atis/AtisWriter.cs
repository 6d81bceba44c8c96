using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Atis;

/// <summary>Writes 40-bit events.</summary>
internal sealed class AtisWriter : EventWriter
{
    private const int RoomEvents = 4096;

    /// <summary>A writer for one recording.</summary>
    public AtisWriter(Stream stream, WriteOptions options)
        : base(stream, AtisFormat.Instance, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        for (int first = 0; first < events.Count; first += RoomEvents)
        {
            int count = Math.Min(RoomEvents, events.Count - first);
            var room = Room(count * AtisFormat.RecordBytes);
            for (int i = 0; i < count; i++)
            {
                var record = room[(i * AtisFormat.RecordBytes)..];
                int at = first + i;
                record[0] = (byte)events.X[at];
                record[1] = (byte)events.Y[at];
                BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)((events.Polarities[at] << 15) | (int)(events.Times[at] >> 8)));
                record[4] = (byte)events.Times[at];
            }

            Advance(count * AtisFormat.RecordBytes);
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        // There is no header, and nothing after the events.
    }
}

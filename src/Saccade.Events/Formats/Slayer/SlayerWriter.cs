using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Slayer;

/// <summary>Writes 56-bit events.</summary>
internal sealed class SlayerWriter : EventWriter
{
    private const int RoomEvents = 4096;

    /// <summary>A writer for one recording.</summary>
    public SlayerWriter(Stream stream, WriteOptions options)
        : base(stream, SlayerFormat.Instance, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        for (int first = 0; first < events.Count; first += RoomEvents)
        {
            int count = Math.Min(RoomEvents, events.Count - first);
            var room = Room(count * SlayerFormat.RecordBytes);
            for (int i = 0; i < count; i++)
            {
                var record = room[(i * SlayerFormat.RecordBytes)..];
                int at = first + i;
                BinaryPrimitives.WriteUInt32BigEndian(record, ((uint)events.X[at] << 20) | ((uint)events.Y[at] << 8) | events.Polarities[at]);
                record[4] = (byte)(events.Times[at] >> 16);
                BinaryPrimitives.WriteUInt16BigEndian(record[5..], (ushort)events.Times[at]);
            }

            Advance(count * SlayerFormat.RecordBytes);
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        // There is no header, and nothing after the events.
    }
}

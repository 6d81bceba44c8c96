using System.Buffers.Binary;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Formats.Numpy;

/// <summary>Writes an array of records t, x, y, p. Keeps the events until the end, since the header says how many there are.</summary>
internal sealed class NpyWriter(Stream stream, WriteOptions options) : EventWriter(stream, NpyFormat.Instance, options)
{
    private const int RecordBytes = 13;
    private const int RoomEvents = 2048;
    private readonly EventBuffer _events = new();

    /// <inheritdoc/>
    protected override void Encode(EventSlice events) => _events.Add(events);

    /// <inheritdoc/>
    protected override void End()
    {
        Put(NpyHead.Of("[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]", _events.Count));
        for (int first = 0; first < _events.Count; first += RoomEvents)
        {
            int count = Math.Min(RoomEvents, _events.Count - first);
            var room = Room(count * RecordBytes);
            for (int i = 0; i < count; i++)
            {
                var record = room[(i * RecordBytes)..];
                BinaryPrimitives.WriteInt64LittleEndian(record, _events.Times[first + i]);
                BinaryPrimitives.WriteUInt16LittleEndian(record[8..], _events.X[first + i]);
                BinaryPrimitives.WriteUInt16LittleEndian(record[10..], _events.Y[first + i]);
                record[12] = _events.Polarities[first + i];
            }

            Advance(count * RecordBytes);
        }
    }
}

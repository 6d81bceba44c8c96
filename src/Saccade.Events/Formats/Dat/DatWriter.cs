using System.Buffers.Binary;
using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Dat;

/// <summary>Writes Prophesee DAT version 2.</summary>
internal sealed class DatWriter : EventWriter
{
    private const int RoomEvents = 4096;
    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    /// <exception cref="EventWriteException">The sensor is too large.</exception>
    public DatWriter(Stream stream, WriteOptions options)
        : base(stream, DatFormat.Instance, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int first = 0; first < events.Count; first += RoomEvents)
        {
            int count = Math.Min(RoomEvents, events.Count - first);
            var room = Room(count * DatFormat.RecordBytes);
            for (int i = 0; i < count; i++)
            {
                int at = first + i;
                ulong word = events.X[at] | ((ulong)events.Y[at] << 14) | ((ulong)events.Polarities[at] << 28);
                BinaryPrimitives.WriteUInt64LittleEndian(room[(i * DatFormat.RecordBytes)..], (word << 32) | (uint)events.Times[at]);
            }

            Advance(count * DatFormat.RecordBytes);
        }
    }

    /// <inheritdoc/>
    protected override void End() => Begin();

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        string size = Options.Sensor is { } sensor ? $"% Height {sensor.Height}\n% Width {sensor.Width}\n" : "";
        Put(Encoding.ASCII.GetBytes($"% Data file containing CD events.\n% Version 2\n{size}"));
        Put([0x0C, DatFormat.RecordBytes]);
    }
}

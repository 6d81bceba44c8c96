using System.Buffers.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Text;

/// <summary>Writes comma-separated lines <c>t,x,y,p</c> under a header, with the sensor as a comment; times in microseconds.</summary>
internal sealed class TextEventWriter : EventWriter
{
    private const int RoomEvents = 512;

    /// <summary>A time of 20 characters, two coordinates of 5, a polarity, four separators.</summary>
    private const int LongestLine = 36;

    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    public TextEventWriter(Stream stream, WriteOptions options)
        : base(stream, TextFormat.Instance, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int first = 0; first < events.Count; first += RoomEvents)
        {
            int count = Math.Min(RoomEvents, events.Count - first), used = 0;
            var room = Room(count * LongestLine);
            for (int i = first; i < first + count; i++)
            {
                used += Number(events.Times[i], room[used..]);
                room[used++] = (byte)',';
                used += Number(events.X[i], room[used..]);
                room[used++] = (byte)',';
                used += Number(events.Y[i], room[used..]);
                room[used++] = (byte)',';
                room[used++] = (byte)('0' + events.Polarities[i]);
                room[used++] = (byte)'\n';
            }

            Advance(used);
        }
    }

    /// <inheritdoc/>
    protected override void End() => Begin();

    private static int Number(long value, Span<byte> target)
    {
        _ = Utf8Formatter.TryFormat(value, target, out int written);
        return written;
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        if (Options.Sensor is { } sensor)
            Put(System.Text.Encoding.ASCII.GetBytes($"# width={sensor.Width} height={sensor.Height}\n"));
        Put("t,x,y,p\n"u8);
    }
}

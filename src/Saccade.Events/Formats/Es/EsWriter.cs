using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Es;

/// <summary>Writes Event Stream version 2 with DVS events.</summary>
internal sealed class EsWriter : EventWriter
{
    private const int EventBytes = 5;
    private const int Overflow = 127;
    private const int RoomBytes = 1 << 14;

    /// <summary>A recording may begin as late as a mebibyte of marks reaches: 133 s.</summary>
    internal const long LatestStart = Overflow * (1L << 20);

    /// <summary>Bytes of marks that a file may have beyond as many as its events take: more than two hours of silence.</summary>
    private const long FreeMarks = 64L << 20;

    private long _marks;
    private long _time;
    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    /// <exception cref="EventWriteException">The sensor is too large.</exception>
    public EsWriter(Stream stream, WriteOptions options)
        : base(stream, EsFormat.Instance, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int i = 0; i < events.Count; i++)
        {
            PutGap(events.Times[i], EventsWritten + i);
            var room = Room(EventBytes);
            room[0] = (byte)(((events.Times[i] - _time) << 1) | events.Polarities[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(room[1..], events.X[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(room[3..], events.Y[i]);
            Advance(EventBytes);
            _time = events.Times[i];
        }
    }

    /// <inheritdoc/>
    protected override void End() => Begin();

    /// <summary>
    /// Bytes of 127 us each until the rest fits into the event: below 127 us, since 0xff and 0xfe (a rest of 127) are marks.
    /// </summary>
    private void PutGap(long time, long index)
    {
        long marks = (time - _time) / Overflow;
        _marks += marks;
        if (_marks > FreeMarks + EventBytes * index)
        {
            throw new EventWriteException(
                Options.Path, index, $"es needs a byte for each 127 us without an event: {_marks} bytes up to this event, {time - _time} us after the one before, where {FreeMarks} and as many "
                + "as the events take are the limit; cut the recording there, or write another format");
        }

        _time += marks * Overflow;
        while (marks > 0)
        {
            int now = (int)Math.Min(marks, RoomBytes);
            Room(now)[..now].Fill(0xff);
            Advance(now);
            marks -= now;
        }
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        Span<byte> header = stackalloc byte[20];
        EsFormat.Signature.CopyTo(header);
        header[12] = 2;
        header[15] = (byte)EsKind.Dvs;
        var sensor = Options.Sensor ?? throw new EventWriteException(Options.Path, -1, "es must name the sensor, which is not known here; give it (--sensor WxH)");
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], (ushort)sensor.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], (ushort)sensor.Height);
        Put(header);
    }
}

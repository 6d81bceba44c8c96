using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Formats;

/// <summary>
/// Turns events into the bytes of one recording. Checks here, once for all formats, that the format can hold them
/// (<see cref="FormatLimits"/>); formats only encode.
/// </summary>
/// <remarks>Write any number of runs of events in order, then call <see cref="Finish"/>. The stream is not closed.</remarks>
public abstract class EventWriter
{
    private const int BufferBytes = 1 << 16;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly Stream _stream;
    private readonly long _start;
    private readonly FormatLimits _limits;
    private readonly SensorSize _sensor;
    private readonly EventBuffer _shifted = new();
    private int _used;
    private long _bytes;
    private long _events;
    private long _shift;
    private long _last;
    private bool _finished;

    /// <summary>Prepares a writer for one recording.</summary>
    /// <param name="stream">Receives the bytes; written forwards only, but for what <see cref="Patch"/> fills in.</param>
    /// <param name="format">The format.</param>
    /// <param name="options">Name, sensor, compression.</param>
    /// <exception cref="EventWriteException">The sensor is larger than the format can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sensor has an impossible extent.</exception>
    protected EventWriter(Stream stream, EventFormat format, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        options.Sensor?.Checked(nameof(options));
        _stream = stream;
        _start = stream.CanSeek ? stream.Position : 0;
        _limits = format.Limits;
        Format = format;
        Options = options;
        if (_limits.NamesSensor && options.Sensor is { } sensor && (sensor.Width > _limits.Sensor.Width || sensor.Height > _limits.Sensor.Height))
            throw new EventWriteException(options.Path, -1, $"{format} holds sensors of up to {_limits.Sensor}, this one is {sensor}; cut the recording first");
        _sensor = Smaller(options.Sensor ?? _limits.Sensor, _limits.Sensor);
    }

    /// <summary>The format.</summary>
    protected EventFormat Format { get; }

    /// <summary>What the writer was told.</summary>
    protected WriteOptions Options { get; }

    /// <summary>Bytes written so far: the position of the next one.</summary>
    protected long BytesWritten => _bytes + _used;

    /// <summary>Whether bytes that were written can be replaced: not in a pipe.</summary>
    protected bool CanPatch => _stream.CanSeek;

    /// <summary>Events written so far.</summary>
    protected long EventsWritten => _events;

    /// <summary>Adds events; they follow those of earlier calls.</summary>
    /// <exception cref="EventWriteException">The format cannot hold an event; those before it may have been written.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The writer has finished.</exception>
    public void Write(EventSlice events)
    {
        if (_finished)
            throw new InvalidOperationException($"{Options.Path}: this writer has finished");
        if (events.Count == 0)
            return;
        if (_events == 0)
            ChooseShift(events.Times[0]);
        Check(events);
        if (_shift == 0)
        {
            Encode(events);
        }
        else
        {
            _shifted.Clear();
            for (int i = 0; i < events.Count; i++)
                _shifted.Add(events.Times[i] + _shift, events.X[i], events.Y[i], events.Polarities[i]);
            Encode(_shifted.All);
        }

        _events += events.Count;
    }

    /// <summary>Ends the recording.</summary>
    /// <returns>What was written, and what could not be held.</returns>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public WriteReport Finish()
    {
        if (!_finished)
        {
            End();
            Flush();
            _finished = true;
        }

        return new WriteReport(_events, _bytes, _shift, Options.Sensor is not null && !_limits.NamesSensor);
    }

    /// <summary>Encodes events that have been found to fit.</summary>
    protected abstract void Encode(EventSlice events);

    /// <summary>Writes what comes after the last event, and the header when no event came.</summary>
    protected abstract void End();

    /// <summary>Room for the next bytes; what is written to it counts when <see cref="Advance"/> is called.</summary>
    /// <param name="bytes">Bytes wanted, at most 32768.</param>
    protected Span<byte> Room(int bytes)
    {
        if (_used + bytes > _buffer.Length)
            Flush();
        return _buffer.AsSpan(_used, bytes);
    }

    /// <summary>Makes the next bytes part of the file.</summary>
    protected void Advance(int bytes) => _used += bytes;

    /// <summary>Writes bytes.</summary>
    protected void Put(ReadOnlySpan<byte> bytes)
    {
        Flush();
        _stream.Write(bytes);
        _bytes += bytes.Length;
    }

    /// <summary>Replaces bytes that were written.</summary>
    /// <param name="position">Where they begin in the recording.</param>
    /// <param name="bytes">The new ones.</param>
    protected void Patch(long position, ReadOnlySpan<byte> bytes)
    {
        Flush();
        long end = _stream.Position;
        _stream.Position = _start + position;
        _stream.Write(bytes);
        _stream.Position = end;
    }

    private static SensorSize Smaller(SensorSize a, SensorSize b) => new(Math.Min(a.Width, b.Width), Math.Min(a.Height, b.Height));

    private void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _bytes += _used;
        _used = 0;
    }

    /// <summary>Times that do not begin where the format lets them are moved such that they begin at 0.</summary>
    private void ChooseShift(long first)
    {
        if ((_limits.LatestStart + 1 ?? _limits.TimeRange) is { } end && (first < 0 || first >= end))
            _shift = -first;
        _last = first + _shift;
    }

    private void Check(EventSlice events)
    {
        var times = events.Times;
        for (int i = 0; i < times.Length; i++)
        {
            if (events.X[i] >= _sensor.Width || events.Y[i] >= _sensor.Height)
                throw Refused(i, $"{Format} holds events on a {_sensor} sensor here, this one is at x {events.X[i]}, y {events.Y[i]}; give the sensor, or crop");
            long time = times[i] + _shift;
            if (_limits.NeedsOrder && time < _last)
                throw Refused(i, $"{Format} needs events in order of time, this one is {_last - time} us earlier than the one before; sort them first");
            if (_limits.TimeRange is { } range)
                CheckClock(i, time, range);
            _last = time;
        }
    }

    private void CheckClock(int index, long time, long range)
    {
        if (time < 0)
            throw Refused(index, $"{Format} holds no time before 0, this one is at {time} us; sort the events first");
        if (!_limits.Wraps && time >= range)
            throw Refused(index, $"{Format} holds times below {range} us, this one is at {time} us; cut the recording");
        if (_limits.Wraps && Math.Abs(time - _last) > range / 2)
            throw Refused(index, $"the clock of {Format} cannot show a step from {_last} to {time} us, since it wraps at {range} us; cut the recording there");
    }

    private EventWriteException Refused(int index, string problem) => new(Options.Path, _events + index, problem);
}

/// <summary>Events that a format cannot hold: says which, and what to do.</summary>
/// <param name="path">The file.</param>
/// <param name="eventIndex">Number of the event, from 0; -1 when it is not about one event.</param>
/// <param name="problem">What cannot be held, and what to do about it.</param>
public sealed class EventWriteException(string path, long eventIndex, string problem)
    : SaccadeException(eventIndex < 0 ? $"{path}: {problem}" : $"{path}: event {eventIndex}: {problem}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Number of the event, from 0; -1 when it is not about one event.</summary>
    public long EventIndex { get; } = eventIndex;
}

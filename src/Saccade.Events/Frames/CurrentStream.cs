using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>
/// <see cref="Compression"/> of a live stream: events go in as they come, and each step of synaptic current comes out when its last fine slice is over, with the values that the whole recording
/// would have given. Slices last equally long or hold equally many events; slices that need the length of the recording cannot be streamed.
/// </summary>
/// <remarks>
/// Holds two frames of counts, whatever the recording. One stream of events at a time. An event exactly on the end of a step belongs to the next one, but to the last step where no event follows, as in
/// <see cref="Slicing.Duration"/>; it is kept apart until one or the other is known.
/// </remarks>
public sealed class CurrentStream
{
    private const int MostEmptySteps = 1_000_000;
    private readonly FrameIntegrator _integrator;
    private readonly PolarityRule _polarity;
    private readonly Int128 _micros;
    private readonly long _events;
    private readonly float[] _current;
    private readonly float[] _edge;
    private readonly float[] _frame;
    private IntegrationCount _count;
    private IntegrationCount _edgeCount;
    private Int128 _end; // of the step, in microseconds
    private long _seen; // events of the step
    private bool _begun;
    private long _last;

    /// <summary>A stream at its beginning.</summary>
    /// <param name="slices">The fine slices: <see cref="Slicing.Duration"/> or <see cref="Slicing.Count"/>.</param>
    /// <param name="compression">What becomes one.</param>
    /// <param name="sensor">The sensor of the stream.</param>
    /// <param name="polarity">What becomes of the polarities.</param>
    /// <exception cref="ArgumentException">The slices need the length of the recording, or the sensor cannot be divided into squares of r_s pixels.</exception>
    public CurrentStream(Slicing slices, Compression compression, SensorSize sensor, PolarityRule polarity = PolarityRule.Separate)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentOutOfRangeException.ThrowIfLessThan(compression.Time, 1, nameof(compression));
        ArgumentOutOfRangeException.ThrowIfLessThan(compression.Space, 1, nameof(compression));
        if (sensor.Width % compression.Space != 0 || sensor.Height % compression.Space != 0)
            throw new ArgumentException($"got a sensor of {sensor} for squares of {compression.Space}x{compression.Space} pixels, expected a multiple of {compression.Space} columns and rows", nameof(sensor));
        (_micros, _events) = slices switch
        {
            Slicing.Duration duration => ((Int128)duration.Micros * compression.Time, 0L),
            Slicing.Count count => ((Int128)0, (long)count.Events * compression.Time),
            _ => throw new ArgumentException($"got slices {slices}, which need the length of the recording, expected slices of a fixed duration or of a fixed number of events", nameof(slices)),
        };
        Size = new SensorSize(sensor.Width / compression.Space, sensor.Height / compression.Space);
        _integrator = new FrameIntegrator(sensor, compression.Space == 1 ? null : new Resize.Binned(Size.Width, Size.Height));
        _polarity = polarity;
        int counts = checked((int)(Size.Pixels * FrameBuffer.Channels));
        (_current, _edge, _frame) = (new float[counts], new float[_micros > 0 ? counts : 0], new float[Size.Pixels * polarity.Channels()]);
    }

    /// <summary>Columns and rows of a step.</summary>
    public SensorSize Size { get; }

    /// <summary>Channels of a step.</summary>
    public int Channels => _polarity.Channels();

    /// <summary>Takes events in order of time; whoever has more gives them in another call.</summary>
    /// <param name="events">The events; by time none is earlier than one before it.</param>
    /// <param name="receive">Called with each step that is over, empty ones among them.</param>
    /// <exception cref="ArgumentException">Slices go by time, and an event is earlier than one before it, or a million steps later. The events before it were taken.</exception>
    public void Add(EventSlice events, CurrentReceiver receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        for (int i = 0; i < events.Count;)
            i = _micros > 0 ? RunByTime(events, i, receive) : RunByNumber(events, i, receive);
    }

    /// <summary>Ends the recording: gives the last step, if there was an event, and begins anew.</summary>
    /// <param name="receive">Called with it.</param>
    public void Finish(CurrentReceiver receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        for (int i = 0; i < _edge.Length; i++)
            _current[i] += _edge[i];
        _count = _count.Plus(_edgeCount);
        if (_begun)
            Emit(receive);
        Array.Clear(_edge);
        (_edgeCount, _begun, _seen) = (default, false, 0);
    }

    /// <summary>Adds events that belong to the present step, from the one given on; returns the first that does not.</summary>
    private int RunByNumber(EventSlice events, int from, CurrentReceiver receive)
    {
        if (_seen == _events)
        {
            Emit(receive);
            _seen = 0;
        }

        int end = (int)Math.Min(events.Count, from + (_events - _seen));
        _count = _count.Plus(_integrator.Add(events.Slice(from, end - from), _current));
        (_begun, _seen) = (true, _seen + end - from);
        return end;
    }

    /// <inheritdoc cref="RunByNumber"/>
    private int RunByTime(EventSlice events, int from, CurrentReceiver receive)
    {
        long time = events.Times[from];
        GoOnTo(time, receive);
        bool isEdge = time == _end;
        int end = from;
        for (; end < events.Count && events.Times[end] >= _last && (isEdge ? events.Times[end] == _end : events.Times[end] < _end); end++)
            _last = events.Times[end];
        var count = _integrator.Add(events.Slice(from, end - from), isEdge ? _edge : _current);
        (_count, _edgeCount) = isEdge ? (_count, _edgeCount.Plus(count)) : (_count.Plus(count), _edgeCount);
        return end;
    }

    /// <summary>Ends the steps that are over before a time.</summary>
    private void GoOnTo(long time, CurrentReceiver receive)
    {
        if (!_begun)
            (_begun, _last, _end) = (true, time, time + _micros);
        if (time < _last)
            throw new ArgumentException($"got an event at {time} us after one at {_last} us, expected events in order of time");
        if ((time - _end) / _micros >= MostEmptySteps)
            throw new ArgumentException($"got an event at {time} us after one at {_last} us, which is more than {MostEmptySteps} steps of {_micros} us later, expected events of one recording; call Finish between recordings");
        for (; time > _end; _end += _micros)
            EmitAndGoOn(receive);
    }

    /// <summary>Gives the step; what lies on its end begins the next.</summary>
    private void EmitAndGoOn(CurrentReceiver receive)
    {
        Emit(receive);
        _edge.CopyTo(_current, 0);
        Array.Clear(_edge);
        (_count, _edgeCount) = (_edgeCount, default);
    }

    private void Emit(CurrentReceiver receive)
    {
        _polarity.Combine(_current, _frame);
        receive(_frame, _count);
        Array.Clear(_current);
        _count = default;
    }
}

/// <summary>Takes a step of synaptic current.</summary>
/// <param name="current">[H, W, C]; valid during the call only.</param>
/// <param name="count">Where the events of the step went.</param>
public delegate void CurrentReceiver(ReadOnlySpan<float> current, IntegrationCount count);

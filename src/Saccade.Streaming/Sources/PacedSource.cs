using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>A recording at its own pace, as a camera would have sent it: events come when as much time has gone by as lies between them and the first, in pieces of about a millisecond.</summary>
public sealed class PacedSource : IEventSource
{
    private const long PieceMicros = 1_000;
    private readonly IEventSource _inner;
    private readonly TimeProvider _time;
    private readonly double _speed;
    private readonly EventBuffer _ahead = new();
    private long _started, _first, _latest = long.MinValue;
    private int _next;

    /// <summary>Slows a source down.</summary>
    /// <param name="inner">The source; disposed with this one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="speed">How many times faster than it was recorded, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is not finite or not above 0.</exception>
    public PacedSource(IEventSource inner, TimeProvider time, double speed = 1)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(time);
        if (!(speed > 0 && double.IsFinite(speed)))
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "the speed of a paced source must be finite and above 0");
        (_inner, _time, _speed) = (inner, time, speed);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(EventBuffer into, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (_next == _ahead.Count)
        {
            _ahead.Clear();
            _next = 0;
            if (!await _inner.ReadAsync(_ahead, cancellation).ConfigureAwait(false))
                return false;
        }

        if (_latest == long.MinValue)
            (_started, _first) = (_time.GetTimestamp(), _ahead.Times[0]);
        _latest = Math.Max(_latest, _ahead.Times[_next]); // an event out of order waits for nothing
        var due = TimeSpan.FromMicroseconds((_latest - (double)_first) / _speed) - _time.GetElapsedTime(_started);
        if (due > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), _time, cancellation).ConfigureAwait(false);
        int from = _next;
        long end = _latest > long.MaxValue - PieceMicros ? long.MaxValue : _latest + PieceMicros;
        while (_next < _ahead.Count && _ahead.Times[_next] < end)
            _next++;
        _next = Math.Max(_next, from + 1);
        into.Add(_ahead.Slice(new EventRange(from, _next)));
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}

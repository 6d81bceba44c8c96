namespace Saccade.Tests.Streaming;

/// <summary>A clock whose timers go off when a test moves it on.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<Waiting> _waiting = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        _now += time;
        Waiting[] due;
        lock (_waiting)
            due = [.. _waiting.Where(timer => timer.Due <= _now)];
        foreach (var timer in due)
            timer.GoOff();
    }

    private sealed class Waiting(SteppedTime clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void GoOff()
        {
            Dispose();
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._waiting)
            {
                clock._waiting.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock._now + dueTime;
                clock._waiting.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._waiting)
                clock._waiting.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace Saccade.Streaming;

/// <summary>Which events of a stream make a time step: only what can be known while they come. A closed family of immutable values.</summary>
public abstract record StreamWindow
{
    private StreamWindow(long mostMicros, long leastMicros, int events)
        => (MostMicros, LeastMicros, MostEvents) = (AtLeast(mostMicros, Math.Max(1, leastMicros), nameof(mostMicros)), AtLeast(leastMicros, 0, nameof(leastMicros)), (int)AtLeast(events, 1, nameof(events)));

    /// <summary>A step ends when it has lasted so long.</summary>
    internal long MostMicros { get; }

    /// <summary>A step does not end by its number of events before it has lasted so long.</summary>
    internal long LeastMicros { get; }

    /// <summary>A step ends when it has so many events.</summary>
    internal int MostEvents { get; }

    /// <summary>Whether time ends steps, so that events must come in its order.</summary>
    internal bool IsTimed => MostMicros < long.MaxValue;

    /// <summary>Steps that last equally long, the first from the first event on; one without events is a step too.</summary>
    /// <param name="Micros">Duration in microseconds, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public sealed record Duration(long Micros) : StreamWindow(Micros, 0, int.MaxValue);

    /// <summary>Steps of equally many events.</summary>
    /// <param name="Events">Number of events, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public sealed record Count(int Events) : StreamWindow(long.MaxValue, 0, Events);

    /// <summary>Steps that follow the activity: each ends with so many events, but not before the least and not after the most time.</summary>
    /// <param name="Events">Number of events, at least 1.</param>
    /// <param name="Shortest">The shortest step in microseconds, at least 0.</param>
    /// <param name="Longest">The longest step in microseconds, at least the shortest and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less.</exception>
    public sealed record Adaptive(int Events, long Shortest, long Longest) : StreamWindow(Longest, Shortest, Events);

    private static long AtLeast(long value, long least, string name) => value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"expected at least {least} for a window of a stream");
}

namespace Saccade.Events.Model;

/// <summary>One event: at a time, one pixel became brighter or darker by its threshold.</summary>
/// <param name="TimeMicros">Time in microseconds, in the time base of the recording.</param>
/// <param name="X">Column, 0 at the left.</param>
/// <param name="Y">Row, 0 at the top.</param>
/// <param name="Polarity">1 for brighter (ON), 0 for darker (OFF).</param>
public readonly record struct Event(long TimeMicros, ushort X, ushort Y, byte Polarity);

/// <summary>A run of events by position: from <paramref name="Start"/> inclusive to <paramref name="End"/> exclusive.</summary>
/// <param name="Start">Position of the first event.</param>
/// <param name="End">Position after the last event.</param>
public readonly record struct EventRange(int Start, int End)
{
    /// <summary>Number of events.</summary>
    public int Count => End - Start;

    /// <summary>Whether the run holds no event.</summary>
    public bool IsEmpty => End == Start;

    /// <summary>For example <c>[5, 10)</c>.</summary>
    public override string ToString() => $"[{Start}, {End})";
}

/// <summary>A view of consecutive events, column by column; valid until the buffer it came from is changed.</summary>
public readonly ref struct EventSlice
{
    internal EventSlice(ReadOnlySpan<long> times, ReadOnlySpan<ushort> x, ReadOnlySpan<ushort> y, ReadOnlySpan<byte> polarities)
    {
        Times = times;
        X = x;
        Y = y;
        Polarities = polarities;
    }

    /// <summary>Times in microseconds.</summary>
    public ReadOnlySpan<long> Times { get; }

    /// <summary>Columns.</summary>
    public ReadOnlySpan<ushort> X { get; }

    /// <summary>Rows.</summary>
    public ReadOnlySpan<ushort> Y { get; }

    /// <summary>Polarities: 1 for ON, 0 for OFF.</summary>
    public ReadOnlySpan<byte> Polarities { get; }

    /// <summary>Number of events.</summary>
    public int Count => Times.Length;

    /// <summary>The event at a position.</summary>
    /// <exception cref="IndexOutOfRangeException">The position is outside the view.</exception>
    public Event this[int index] => new(Times[index], X[index], Y[index], Polarities[index]);

    /// <summary>Some of them.</summary>
    /// <param name="start">Position of the first.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not in the view.</exception>
    public EventSlice Slice(int start, int length) => new(Times.Slice(start, length), X.Slice(start, length), Y.Slice(start, length), Polarities.Slice(start, length));
}

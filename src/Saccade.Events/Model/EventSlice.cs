namespace Saccade.Events.Model;

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
}

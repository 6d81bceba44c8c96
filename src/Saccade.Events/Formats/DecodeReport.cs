namespace Saccade.Events.Formats;

/// <summary>What a reader met so far: nothing that is skipped goes uncounted.</summary>
public sealed record DecodeReport
{
    /// <summary>A report of nothing.</summary>
    public static DecodeReport Empty { get; } = new();

    /// <summary>Bytes consumed, header included.</summary>
    public long Bytes { get; init; }

    /// <summary>Events delivered.</summary>
    public long Events { get; init; }

    /// <summary>Marks of a timer overflow: records that carry no event but move the time base, or wraps of the time field.</summary>
    public long TimerOverflows { get; init; }

    /// <summary>Events left out because they were not on the declared sensor.</summary>
    public long OutsideSensor { get; init; }

    /// <summary>Events that were earlier than the event before them.</summary>
    public long Backwards { get; init; }

    /// <summary>The sums of two reports.</summary>
    public DecodeReport Plus(DecodeReport other) => new()
    {
        Bytes = Bytes + other.Bytes,
        Events = Events + other.Events,
        TimerOverflows = TimerOverflows + other.TimerOverflows,
        OutsideSensor = OutsideSensor + other.OutsideSensor,
        Backwards = Backwards + other.Backwards,
    };
}

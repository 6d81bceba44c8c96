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

    /// <summary>
    /// Events delivered although they are not on the sensor that the header names, in formats whose headers are known to be wrong
    /// (EVT 2.1); elsewhere such an event is an error.
    /// </summary>
    public long BeyondHeader { get; init; }

    /// <summary>Events that were earlier than the event before them.</summary>
    public long Backwards { get; init; }

    /// <summary>Events left out because the camera itself marked them as not valid.</summary>
    public long Invalid { get; init; }

    /// <summary>Images passed over; in containers of packets, packets of images.</summary>
    public long Frames { get; init; }

    /// <summary>Samples of inertial sensors passed over; in containers of packets, packets of them.</summary>
    public long InertialSamples { get; init; }

    /// <summary>External triggers and special events passed over; in containers of packets, packets of them.</summary>
    public long Triggers { get; init; }

    /// <summary>Records or packets of any other kind passed over.</summary>
    public long Others { get; init; }

    /// <summary>Places where the data were damaged, when damage is salvaged; else 0, since the first one ends reading.</summary>
    public long Damages { get; init; }

    /// <summary>Bytes that could not be used because of damage.</summary>
    public long LostBytes { get; init; }

    /// <summary>The first damage in words; null when there was none.</summary>
    public string? FirstDamage { get; init; }

    /// <summary>What is worth saying although nothing was left out, such as a doubtful unit of time; null when there is nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>Records or packets passed over because they hold no events.</summary>
    public long PassedOver => Frames + InertialSamples + Triggers + Others;

    /// <summary>The sums of two reports.</summary>
    public DecodeReport Plus(DecodeReport other) => new()
    {
        Bytes = Bytes + other.Bytes,
        Events = Events + other.Events,
        TimerOverflows = TimerOverflows + other.TimerOverflows,
        OutsideSensor = OutsideSensor + other.OutsideSensor,
        BeyondHeader = BeyondHeader + other.BeyondHeader,
        Backwards = Backwards + other.Backwards,
        Invalid = Invalid + other.Invalid,
        Frames = Frames + other.Frames,
        InertialSamples = InertialSamples + other.InertialSamples,
        Triggers = Triggers + other.Triggers,
        Others = Others + other.Others,
        Damages = Damages + other.Damages,
        LostBytes = LostBytes + other.LostBytes,
        FirstDamage = FirstDamage ?? other.FirstDamage,
        Remark = Remark ?? other.Remark,
    };
}

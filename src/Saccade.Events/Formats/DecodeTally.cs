namespace Saccade.Events.Formats;

/// <summary>The running counts of a reader, of which <see cref="DecodeReport"/> is the snapshot; each count is described there.</summary>
public sealed class DecodeTally
{
    /// <summary>Events delivered.</summary>
    public long Events { get; set; }

    /// <summary>Overflows of the timer.</summary>
    public long TimerOverflows { get; set; }

    /// <summary>Events outside the sensor.</summary>
    public long OutsideSensor { get; set; }

    /// <summary>Events beyond the header's sensor.</summary>
    public long BeyondHeader { get; set; }

    /// <summary>Backward steps in time.</summary>
    public long Backwards { get; set; }

    /// <summary>Events marked as not valid.</summary>
    public long Invalid { get; set; }

    /// <summary>Images.</summary>
    public long Frames { get; set; }

    /// <summary>Inertial samples.</summary>
    public long InertialSamples { get; set; }

    /// <summary>Triggers and special events.</summary>
    public long Triggers { get; set; }

    /// <summary>Anything else without events.</summary>
    public long Others { get; set; }

    /// <summary>Damaged places.</summary>
    public long Damages { get; set; }

    /// <summary>Bytes lost to damage.</summary>
    public long LostBytes { get; set; }

    /// <summary>The first damage.</summary>
    public string? FirstDamage { get; set; }

    /// <summary>What is worth saying although nothing was left out.</summary>
    public string? Remark { get; set; }

    /// <summary>The counts as a value.</summary>
    /// <param name="bytes">Bytes consumed.</param>
    public DecodeReport Snapshot(long bytes) => new()
    {
        Bytes = bytes,
        Events = Events,
        TimerOverflows = TimerOverflows,
        OutsideSensor = OutsideSensor,
        BeyondHeader = BeyondHeader,
        Backwards = Backwards,
        Invalid = Invalid,
        Frames = Frames,
        InertialSamples = InertialSamples,
        Triggers = Triggers,
        Others = Others,
        Damages = Damages,
        LostBytes = LostBytes,
        FirstDamage = FirstDamage,
        Remark = Remark,
    };
}

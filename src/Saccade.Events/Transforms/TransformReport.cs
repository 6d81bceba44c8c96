using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Transforms;

/// <summary>What a transform did to a recording: <c>In + Added - (sum of Dropped) = Out</c>.</summary>
public sealed record TransformReport
{
    /// <summary>Events before.</summary>
    public required int In { get; init; }

    /// <summary>Events after.</summary>
    public required int Out { get; init; }

    /// <summary>Events that noise added.</summary>
    public required int Added { get; init; }

    /// <summary>Events left out, for each reason that occurred, in order of <see cref="DropReason"/>.</summary>
    public required ValueList<DropCount> Dropped { get; init; }

    /// <summary>Times that a jitter would have moved below 0 and that were set to 0.</summary>
    public required int Clamped { get; init; }

    /// <summary>Backward steps in time that were removed by sorting, before or after a change that needs order.</summary>
    public required int Sorted { get; init; }

    /// <summary>Size of the sensor afterwards.</summary>
    public required SensorSize Sensor { get; init; }

    /// <summary>Label afterwards; it differs only where a flip or a reversal carries a label map.</summary>
    public required int Label { get; init; }

    /// <summary>Pixels that a hot-pixel filter silenced, row by row.</summary>
    public required ValueList<HotPixel> HotPixels { get; init; }

    /// <summary>Events left out for a reason.</summary>
    public int DroppedFor(DropReason reason)
    {
        foreach (var count in Dropped)
        {
            if (count.Reason == reason)
                return count.Events;
        }

        return 0;
    }
}

/// <summary>Why a transform left an event out.</summary>
public enum DropReason
{
    /// <summary>It was not on the sensor before the transform.</summary>
    OutsideSensor,

    /// <summary>It was not in the time that was cut out.</summary>
    OutsideTime,

    /// <summary>It was not in the region that was cut out.</summary>
    OutsideRegion,

    /// <summary>A rotation or a jitter moved it off the sensor.</summary>
    LeftSensor,

    /// <summary>It was drawn: alone, or with its time window or its rectangle.</summary>
    Drawn,

    /// <summary>It was not the n-th event of its pixel.</summary>
    Decimated,

    /// <summary>Its pixel was listed or drawn.</summary>
    Pixel,

    /// <summary>It had the other polarity.</summary>
    Polarity,

    /// <summary>Its pixel had fired shortly before.</summary>
    Refractory,

    /// <summary>No neighbour had fired shortly before.</summary>
    Isolated,

    /// <summary>Its pixel fires far too often.</summary>
    HotPixel,
}

/// <summary>How many events were left out for a reason.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Events">How many, at least 1.</param>
public readonly record struct DropCount(DropReason Reason, int Events);

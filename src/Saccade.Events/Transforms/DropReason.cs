namespace Saccade.Events.Transforms;

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

namespace Saccade.Events.Synthetic;

/// <summary>Motion of a generated object, as seen on the image (rows run downwards).</summary>
public enum SyntheticMotion
{
    /// <summary>Straight to the left.</summary>
    Left = 0,

    /// <summary>Straight to the right.</summary>
    Right = 1,

    /// <summary>Straight up.</summary>
    Up = 2,

    /// <summary>Straight down.</summary>
    Down = 3,

    /// <summary>Turning about its own centre, clockwise.</summary>
    TurnClockwise = 4,

    /// <summary>Turning about its own centre, counter-clockwise.</summary>
    TurnCounterclockwise = 5,

    /// <summary>Circling about a point, clockwise.</summary>
    OrbitClockwise = 6,

    /// <summary>Circling about a point, counter-clockwise.</summary>
    OrbitCounterclockwise = 7,

    /// <summary>Growing.</summary>
    Expand = 8,

    /// <summary>Shrinking.</summary>
    Contract = 9,
}

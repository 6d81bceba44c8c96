namespace Saccade.Events.Synthetic;

/// <summary>A class of generated recordings: a shape and a motion.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Shape">What moves.</param>
/// <param name="Motion">How it moves.</param>
public sealed record SyntheticClass(string Name, SyntheticShape Shape, SyntheticMotion Motion)
{
    /// <summary>
    /// All classes in ordinal order of their names, so that a label is the same when recordings are written to class folders. They
    /// come in pairs that share a shape and differ in the direction of motion only, so that no single frame tells them apart.
    /// </summary>
    public static IReadOnlyList<SyntheticClass> All { get; } =
    [
        new("bar-turning-clockwise", SyntheticShape.Bar, SyntheticMotion.TurnClockwise),
        new("bar-turning-counterclockwise", SyntheticShape.Bar, SyntheticMotion.TurnCounterclockwise),
        new("cross-moving-down", SyntheticShape.Cross, SyntheticMotion.Down),
        new("cross-moving-up", SyntheticShape.Cross, SyntheticMotion.Up),
        new("disc-moving-left", SyntheticShape.Disc, SyntheticMotion.Left),
        new("disc-moving-right", SyntheticShape.Disc, SyntheticMotion.Right),
        new("ring-orbiting-clockwise", SyntheticShape.Ring, SyntheticMotion.OrbitClockwise),
        new("ring-orbiting-counterclockwise", SyntheticShape.Ring, SyntheticMotion.OrbitCounterclockwise),
        new("square-contracting", SyntheticShape.Square, SyntheticMotion.Contract),
        new("square-expanding", SyntheticShape.Square, SyntheticMotion.Expand),
    ];
}

/// <summary>Outline of a generated object.</summary>
public enum SyntheticShape
{
    /// <summary>Filled circle.</summary>
    Disc = 0,

    /// <summary>Long thin rectangle.</summary>
    Bar = 1,

    /// <summary>Filled square.</summary>
    Square = 2,

    /// <summary>Two crossed bars.</summary>
    Cross = 3,

    /// <summary>Circle line.</summary>
    Ring = 4,
}

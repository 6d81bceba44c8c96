namespace Saccade.Events.Formats.Text;

/// <summary>What the columns of a text file hold.</summary>
/// <param name="Columns">The columns from left to right; null to take them from the file.</param>
/// <param name="Unit">Unit of time; null to take it from the file.</param>
public sealed record TextLayout(IReadOnlyList<TextColumn>? Columns = null, TimeUnit? Unit = null);

/// <summary>What a column of a text file holds.</summary>
public enum TextColumn
{
    /// <summary>Nothing that is used.</summary>
    Ignored = 0,

    /// <summary>Time.</summary>
    Time = 1,

    /// <summary>Column of the pixel, 0 at the left.</summary>
    X = 2,

    /// <summary>Row of the pixel, 0 at the top.</summary>
    Y = 3,

    /// <summary>Polarity: 1 for ON, 0 or -1 for OFF.</summary>
    Polarity = 4,
}

/// <summary>A unit of time in a file of numbers.</summary>
public enum TimeUnit
{
    /// <summary>Microseconds.</summary>
    Microseconds = 0,

    /// <summary>Seconds, usually with a fraction.</summary>
    Seconds = 1,

    /// <summary>Milliseconds.</summary>
    Milliseconds = 2,

    /// <summary>Nanoseconds, as ROS has them.</summary>
    Nanoseconds = 3,
}

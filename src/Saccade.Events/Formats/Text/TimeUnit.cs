namespace Saccade.Events.Formats.Text;

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

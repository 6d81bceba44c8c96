namespace Saccade.Events.Simulation;

/// <summary>A straight piece of a motion; strokes that overlap in time add up.</summary>
/// <param name="StartMicros">When it begins, in microseconds, 0 or more.</param>
/// <param name="EndMicros">When it ends, later than its beginning.</param>
/// <param name="X">Way to the right in pixels.</param>
/// <param name="Y">Way downwards in pixels.</param>
public readonly record struct MotionStroke(long StartMicros, long EndMicros, double X, double Y)
{
    /// <summary>Share of the way that is behind at a time.</summary>
    internal double ShareAt(double micros, StrokeEasing easing)
    {
        double s = Math.Clamp((micros - StartMicros) / (EndMicros - StartMicros), 0, 1);
        return easing switch
        {
            StrokeEasing.Triangular => s < 0.5 ? 2 * s * s : 1 - 2 * (1 - s) * (1 - s),
            StrokeEasing.Bell => s * s * s * (10 + s * (6 * s - 15)),
            _ => s,
        };
    }
}

/// <summary>How fast a stroke goes from its beginning to its end.</summary>
public enum StrokeEasing
{
    /// <summary>At one speed.</summary>
    Even = 0,

    /// <summary>Constant acceleration up to the middle, then constant deceleration: the speed of a motor that is told where to go.</summary>
    Triangular = 1,

    /// <summary>A bell-shaped speed without kinks: share s of the time covers 10 s^3 - 15 s^4 + 6 s^5 of the way (Flash and Hogan 1985).</summary>
    Bell = 2,
}

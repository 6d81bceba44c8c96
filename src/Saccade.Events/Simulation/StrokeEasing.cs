namespace Saccade.Events.Simulation;

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

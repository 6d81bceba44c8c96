namespace Saccade.Events.Frames;

/// <summary>What a network is shown for a count of events.</summary>
public enum CountScale
{
    /// <summary>The count.</summary>
    Linear = 0,

    /// <summary>ln(1 + count): busy pixels count less, no event is lost.</summary>
    Log = 1,

    /// <summary>1 where there is an event.</summary>
    Binary = 2,
}

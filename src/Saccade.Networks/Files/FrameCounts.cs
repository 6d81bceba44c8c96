namespace Saccade.Networks.Files;

/// <summary>What the network is shown for a count of events.</summary>
public enum FrameCounts
{
    /// <summary>The count.</summary>
    Linear,

    /// <summary>ln(1 + count).</summary>
    Log,

    /// <summary>1 where there is an event.</summary>
    Binary,
}

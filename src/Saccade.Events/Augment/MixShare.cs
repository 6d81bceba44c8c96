namespace Saccade.Events.Augment;

/// <summary>What decides the weights of the two labels when a mask mixes two samples.</summary>
public enum MixShare
{
    /// <summary>The share of the frames' pixels that each sample fills.</summary>
    MaskArea,

    /// <summary>
    /// The events that each sample keeps, as a share of its own: with a of the first sample's events left and b of the second's taken
    /// in, the first label weighs a / (a + b).
    /// </summary>
    EventCount,
}

namespace Saccade.Events.Frames;

/// <summary>Where the events of an integration went.</summary>
/// <param name="Counted">Events that are in the frames.</param>
/// <param name="Unseen">Events on pixels that a nearest resize does not show.</param>
/// <param name="Outside">Events that were not on the sensor.</param>
public readonly record struct IntegrationCount(long Counted, long Unseen, long Outside)
{
    /// <summary>The sums of two counts.</summary>
    public IntegrationCount Plus(IntegrationCount other) => new(Counted + other.Counted, Unseen + other.Unseen, Outside + other.Outside);
}

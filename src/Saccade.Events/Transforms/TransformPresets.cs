namespace Saccade.Events.Transforms;

/// <summary>The transforms of published training programs.</summary>
public static class TransformPresets
{
    /// <summary>
    /// EventDrop (Gu et al. 2021; Tonic: EventDrop): with equal probabilities nothing, a window of time of 0.1 to 0.9, a
    /// rectangle with sides of 0.05 to 0.25, or each event with probability 0.1 to 0.9; steps of 0.1 and 0.05.
    /// </summary>
    public static EventTransform EventDrop { get; } = new EventTransform.OneOf(
        new EventTransform.None(),
        new EventTransform.OneOf(Enumerable.Range(1, 9).Select(i => new EventTransform.DropEventByTime(i / 10.0))),
        new EventTransform.OneOf(Enumerable.Range(1, 5).Select(i => new EventTransform.DropEventByArea(i / 20.0))),
        new EventTransform.OneOf(Enumerable.Range(1, 9).Select(i => new EventTransform.DropEvent(i / 10.0))));
}

namespace Saccade.Events.Cache;

/// <summary>How a preparation is carried out; nothing here changes the frames.</summary>
public sealed record PrepareOptions
{
    /// <summary>Number of recordings prepared at once; null for one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Told after each recording; called from several threads, never at the same time, with rising counts.</summary>
    public Action<PreparationProgress>? Progress { get; init; }

    /// <summary>Where prepared frames are kept; null to keep none.</summary>
    public FrameCache? Cache { get; init; }
}

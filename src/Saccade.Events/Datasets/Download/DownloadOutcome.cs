namespace Saccade.Events.Datasets.Download;

/// <summary>How a file came to be there.</summary>
public enum DownloadOutcome
{
    /// <summary>It was there before, and is as described.</summary>
    AlreadyThere = 0,

    /// <summary>It was fetched from its beginning.</summary>
    Fetched = 1,

    /// <summary>The rest of it was fetched; its beginning was there from an earlier try.</summary>
    Resumed = 2,
}

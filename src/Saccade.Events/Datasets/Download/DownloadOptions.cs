namespace Saccade.Events.Datasets.Download;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>Tries in a row that may fail without a single new byte.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause after the first failure; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, also when the server asks for a longer one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A connection that brings nothing for so long is given up and counts as failed.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pause after a number of failures in a row.</summary>
    internal TimeSpan Pause(int failures, TimeSpan? asked)
    {
        double doubled = FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30));
        return TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Max(doubled, asked?.TotalSeconds ?? 0)));
    }
}

/// <summary>How far a download has come.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Bytes">Bytes on the disk.</param>
/// <param name="Total">Length of the file; null when neither server nor description say.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? Total);

/// <summary>A file that is there.</summary>
/// <param name="Path">Where.</param>
/// <param name="Outcome">How it came there.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Failures">Connections that failed on the way.</param>
/// <param name="IsChecked">Whether its checksum was compared; false when none is known.</param>
public sealed record DownloadResult(string Path, DownloadOutcome Outcome, long Bytes, int Failures, bool IsChecked);

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

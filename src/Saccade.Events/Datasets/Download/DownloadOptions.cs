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

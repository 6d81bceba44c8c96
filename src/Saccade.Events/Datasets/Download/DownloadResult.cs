namespace Saccade.Events.Datasets.Download;

/// <summary>A file that is there.</summary>
/// <param name="Path">Where.</param>
/// <param name="Outcome">How it came there.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Failures">Connections that failed on the way.</param>
/// <param name="IsChecked">Whether its checksum was compared; false when none is known.</param>
public sealed record DownloadResult(string Path, DownloadOutcome Outcome, long Bytes, int Failures, bool IsChecked);

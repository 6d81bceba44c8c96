namespace Saccade.Events.Datasets.Download;

/// <summary>How far a download has come.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Bytes">Bytes on the disk.</param>
/// <param name="Total">Length of the file; null when neither server nor description say.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? Total);

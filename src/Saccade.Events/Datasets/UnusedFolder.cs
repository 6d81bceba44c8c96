namespace Saccade.Events.Datasets;

/// <summary>A folder with recordings that belong to no part of the data set.</summary>
/// <param name="Path">The folder, with its archive if it lies in one.</param>
/// <param name="Recordings">Number of recordings in it.</param>
/// <param name="Reason">Why it is not used.</param>
public sealed record UnusedFolder(string Path, int Recordings, string Reason);

namespace Saccade.Events.Datasets;

/// <summary>Recordings with the same bytes in different parts.</summary>
/// <param name="Hash">SHA-256 of the bytes in hexadecimal.</param>
/// <param name="Items">The recordings, from at least two parts.</param>
public sealed record SharedContent(string Hash, IReadOnlyList<RecordingItem> Items);

namespace Saccade.Events.Datasets;

/// <summary>How many recordings a part of the complete data set has.</summary>
/// <param name="Part">Name of the part.</param>
/// <param name="Recordings">Number of recordings.</param>
/// <param name="ByClass">Recordings of each class in order of labels; null when not known.</param>
public sealed record ExpectedPart(string Part, int Recordings, IReadOnlyList<int>? ByClass = null);

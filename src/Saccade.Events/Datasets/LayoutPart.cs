namespace Saccade.Events.Datasets;

/// <summary>A part of a data set and the folder that holds its class folders.</summary>
/// <param name="Part">Name of the part: <c>train</c>, <c>test</c> or <c>all</c>.</param>
/// <param name="Folder">Name of the folder directly above the class folders.</param>
public sealed record LayoutPart(string Part, string Folder);

namespace Saccade.Events.Datasets;

/// <summary>A part of a data set and where it lies.</summary>
/// <param name="Part">Name of the part: <c>train</c>, <c>test</c> or <c>all</c>.</param>
/// <param name="Folder">
/// Name of the folder directly above the class folders; where recordings are cut into clips, name of the file that lists the
/// recordings of the part, one a line. A part may have several such names; the first one is its official one.
/// </param>
public sealed record LayoutPart(string Part, string Folder);

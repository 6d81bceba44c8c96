namespace Saccade.Events.Datasets;

/// <summary>A part and its share of every class.</summary>
/// <param name="Part">Name of the part, for example <c>validation</c>.</param>
/// <param name="Share">Share of every class, above 0 and below 1.</param>
public sealed record PartShare(string Part, double Share);

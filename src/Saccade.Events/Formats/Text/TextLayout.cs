namespace Saccade.Events.Formats.Text;

/// <summary>What the columns of a text file hold.</summary>
/// <param name="Columns">The columns from left to right.</param>
/// <param name="Unit">Unit of time.</param>
public sealed record TextLayout(IReadOnlyList<TextColumn> Columns, TimeUnit Unit);

namespace Saccade.Events.Formats.Text;

/// <summary>What the columns of a text file hold.</summary>
/// <param name="Columns">The columns from left to right; null to take them from the file.</param>
/// <param name="Unit">Unit of time; null to take it from the file.</param>
public sealed record TextLayout(IReadOnlyList<TextColumn>? Columns = null, TimeUnit? Unit = null);

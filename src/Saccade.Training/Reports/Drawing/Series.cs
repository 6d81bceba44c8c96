namespace Saccade.Training.Reports.Drawing;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Name for legend and tooltips.</param>
/// <param name="Points">Values by whole position, ascending; values that are not finite leave a gap.</param>
/// <param name="Colour">Position in the palette.</param>
/// <param name="IsDashed">Whether it is drawn dashed.</param>
internal sealed record Series(string Name, IReadOnlyList<(int X, double Y)> Points, int Colour, bool IsDashed = false);

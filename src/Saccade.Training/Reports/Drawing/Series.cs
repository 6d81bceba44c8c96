namespace Saccade.Training.Reports.Drawing;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Name for legend and tooltips.</param>
/// <param name="Points">Values by position, ascending; values that are not finite leave a gap.</param>
/// <param name="Colour">Position in the palette.</param>
/// <param name="IsDashed">Whether it is drawn dashed.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points, int Colour, bool IsDashed = false)
{
    /// <summary>Where each value probably lies, drawn as a band behind the line; empty for none.</summary>
    public IReadOnlyList<(double Low, double High)> Band { get; init; } = [];

    /// <summary>Words beside the points; empty for none.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];
}

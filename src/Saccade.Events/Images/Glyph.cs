using Saccade.Events.Numerics;

namespace Saccade.Events.Images;

/// <summary>A letter as strokes: lines and arcs, in a box from -0.6 to 0.6 across and from -1 (top) to 1 (bottom). Immutable.</summary>
/// <param name="Name">The letter.</param>
/// <param name="Strokes">Each the points that a pen passes, with straight lines between them.</param>
internal sealed record Glyph(string Name, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Strokes)
{
    private const int PiecesOfAnArc = 10;

    /// <summary>Ten letters in ordinal order. Several differ in one stroke only (C and G, E and F, O and Q, P and R), so that a look at a part of one is not enough.</summary>
    public static IReadOnlyList<Glyph> All { get; } =
    [
        new("A", [[(-0.6, 1), (0, -1), (0.6, 1)], [(-0.36, 0.2), (0.36, 0.2)]]),
        new("C", [Arc(0, 0, 0.6, 1, 0.9, 5.4)]),
        new("E", [[(0.6, -1), (-0.6, -1), (-0.6, 1), (0.6, 1)], [(-0.6, 0), (0.4, 0)]]),
        new("F", [[(0.6, -1), (-0.6, -1), (-0.6, 1)], [(-0.6, 0), (0.4, 0)]]),
        new("G", [[.. Arc(0, 0, 0.6, 1, 0.9, 5.4), (0.5, 0.15), (0.1, 0.15)]]),
        new("H", [[(-0.6, -1), (-0.6, 1)], [(0.6, -1), (0.6, 1)], [(-0.6, 0), (0.6, 0)]]),
        new("O", [Arc(0, 0, 0.6, 1, 0, 2 * Math.PI)]),
        new("P", [[(-0.6, 1), (-0.6, -1), .. Arc(0, -0.5, 0.6, 0.5, -Math.PI / 2, Math.PI / 2), (-0.6, 0)]]),
        new("Q", [Arc(0, 0, 0.6, 1, 0, 2 * Math.PI), [(0.1, 0.4), (0.6, 1)]]),
        new("R", [[(-0.6, 1), (-0.6, -1), .. Arc(0, -0.5, 0.6, 0.5, -Math.PI / 2, Math.PI / 2), (-0.6, 0)], [(0, 0), (0.6, 1)]]),
    ];

    /// <summary>Part of an ellipse; angles in radians from the right, growing clockwise since rows run downwards.</summary>
    private static (double X, double Y)[] Arc(double x, double y, double radiusX, double radiusY, double from, double to)
        => [.. Enumerable.Range(0, PiecesOfAnArc + 1).Select(i =>
        {
            var (sin, cos) = PortableMath.SinCos(from + ((to - from) * i / PiecesOfAnArc));
            return (x + (radiusX * cos), y + (radiusY * sin));
        })];
}

using Saccade.Tensors;

namespace Saccade.TestKit.OpCases;

/// <summary>An input of an op: its extents and how its values are drawn.</summary>
/// <param name="Shape">Axes and extents.</param>
/// <param name="Draw">Makes that many values from a seed.</param>
/// <param name="NeedsGradient">Whether the op is asked for the gradient of this input.</param>
public sealed record OpInput(Shape Shape, Func<int, ulong, float[]> Draw, bool NeedsGradient = true)
{
    /// <summary>The values of this input as the <paramref name="index"/>-th of a case; the same each time.</summary>
    public float[] Values(int index) => Draw(Shape.Count, 1000 + (ulong)index);
}

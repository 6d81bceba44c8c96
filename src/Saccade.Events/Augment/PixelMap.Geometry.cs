namespace Saccade.Events.Augment;

public sealed partial class PixelMap
{
    /// <summary>Mirrors top and bottom.</summary>
    public void FlipVertically() => Append((map, next) =>
    {
        (int width, int height) = map.Size;
        for (int row = 0; row < height; row++)
            map._sources.AsSpan((height - 1 - row) * width, width).CopyTo(next.AsSpan(row * width));
    });

    /// <summary>Moves everything down and to the right; zeros come in from outside.</summary>
    /// <param name="rows">Rows down; negative for up.</param>
    /// <param name="columns">Columns to the right; negative for left.</param>
    public void Translate(int rows, int columns) => Append((map, next) =>
    {
        (int width, int height) = map.Size;
        for (int row = 0; row < height; row++)
        {
            long fromRow = (long)row - rows;
            for (int column = 0; column < width; column++)
            {
                long fromColumn = (long)column - columns;
                bool inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
                next[row * width + column] = inside ? map._sources[fromRow * width + fromColumn] : Nothing;
            }
        }
    });

    /// <summary>Shears along the columns about the centre, nearest sampling, zeros from outside (torchvision's affine on tensors).</summary>
    /// <param name="degrees">Angle, above -90 and below 90.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is not between -90 and 90.</exception>
    public void ShearY(double degrees)
    {
        if (!(Math.Abs(degrees) < 90))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "the angle of a shear must lie between -90 and 90 degrees");
        double slope = Math.Tan(degrees * Math.PI / 180);
        Warp((x, y) => (x, y + slope * x));
    }
}

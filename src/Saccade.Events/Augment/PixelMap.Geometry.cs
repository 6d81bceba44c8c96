namespace Saccade.Events.Augment;

public sealed partial class PixelMap
{
    /// <summary>Applies the map to a frame with any number of channels.</summary>
    /// <param name="source">One frame [H, W, C].</param>
    /// <param name="target">One frame [H, W, C], overwritten; not the source.</param>
    /// <param name="channels">Channels C, at least 1.</param>
    /// <exception cref="ArgumentException">A frame does not have the expected length, or both are the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel.</exception>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        long expected = (long)_sources.Length * channels;
        if (source.Length != expected || target.Length != expected)
            throw new ArgumentException($"a frame of {Size} with {channels} channels has {expected} values, got {source.Length} to read and {target.Length} to write");
        if (source.Overlaps(target))
            throw new ArgumentException("a map cannot be applied in place", nameof(target));
        for (int i = 0; i < _sources.Length; i++)
        {
            var pixel = target.Slice(i * channels, channels);
            if (_sources[i] < 0)
                pixel.Clear();
            else
                source.Slice(_sources[i] * channels, channels).CopyTo(pixel);
        }
    }

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

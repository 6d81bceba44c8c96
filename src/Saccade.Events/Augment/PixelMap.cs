using System.Diagnostics;
using Saccade.Events.Frames;
using Saccade.Events.Model;

namespace Saccade.Events.Augment;

/// <summary>
/// For each pixel of a frame the pixel whose value it takes, or none (zero). Flips, rolls, rotations, shears and cutouts are
/// all of this kind, so that a chain of them is one map, drawn once for a sample and applied to all its frames and both channels.
/// </summary>
/// <remarks>Mutable and reusable; one for each thread. A chain of maps gives exactly what its members give one after the other.</remarks>
public sealed partial class PixelMap
{
    private const int Nothing = -1;
    private int[] _sources;
    private int[] _scratch;

    /// <summary>The map that changes nothing.</summary>
    /// <param name="size">Columns W and rows H of the frames.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is impossible or has more than 2^29 pixels.</exception>
    public PixelMap(SensorSize size)
    {
        Size = size.Checked(nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size.Pixels, 1 << 29, nameof(size));
        _sources = new int[size.Pixels];
        _scratch = new int[size.Pixels];
        Reset();
    }

    /// <summary>Columns W and rows H of the frames.</summary>
    public SensorSize Size { get; }

    /// <summary>Whether nothing has been added since the last reset.</summary>
    public bool IsIdentity { get; private set; }

    /// <summary>Goes back to the map that changes nothing.</summary>
    public void Reset()
    {
        for (int i = 0; i < _sources.Length; i++)
            _sources[i] = i;
        _tones.Clear();
        IsIdentity = true;
    }

    /// <summary>The pixel whose value a pixel takes, as (row, column); null when it is zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The pixel is outside the frame.</exception>
    public (int Row, int Column)? SourceOf(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Size.Height);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Size.Width);
        int source = _sources[row * Size.Width + column];
        return source < 0 ? null : (source / Size.Width, source % Size.Width);
    }

    /// <summary>Mirrors left and right.</summary>
    public void FlipHorizontally() => Append((map, next) =>
    {
        int width = map.Size.Width;
        for (int row = 0; row < map.Size.Height; row++)
        {
            for (int column = 0; column < width; column++)
                next[row * width + column] = map._sources[row * width + width - 1 - column];
        }
    });

    /// <summary>Moves everything down and to the right, around the edges.</summary>
    /// <param name="rows">Rows down; negative for up.</param>
    /// <param name="columns">Columns to the right; negative for left.</param>
    public void Roll(int rows, int columns) => Append((map, next) =>
    {
        (int width, int height) = map.Size;
        for (int row = 0; row < height; row++)
        {
            int from = Modulo((long)row - rows, height) * width;
            for (int column = 0; column < width; column++)
                next[row * width + column] = map._sources[from + Modulo((long)column - columns, width)];
        }
    });

    /// <summary>Rotates about the centre, nearest sampling, zeros from outside (torchvision's rotate on tensors).</summary>
    /// <param name="degrees">Angle, counter-clockwise positive.</param>
    public void Rotate(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        Warp((x, y) => (cos * x - sin * y, sin * x + cos * y));
    }

    /// <summary>Shears along the rows about the centre, nearest sampling, zeros from outside (torchvision's affine on tensors).</summary>
    /// <param name="degrees">Angle, above -90 and below 90.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is not between -90 and 90.</exception>
    public void ShearX(double degrees)
    {
        if (!(Math.Abs(degrees) < 90))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "the angle of a shear must lie between -90 and 90 degrees");
        double slope = Math.Tan(degrees * Math.PI / 180);
        Warp((x, y) => (x + slope * y, y));
    }

    /// <summary>Sets a square to zero; the part of it outside the frame is ignored.</summary>
    /// <param name="centreRow">Row of its centre.</param>
    /// <param name="centreColumn">Column of its centre.</param>
    /// <param name="side">Its side in pixels; it begins side/2 (rounded down) before the centre.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is negative.</exception>
    public void CutOut(int centreRow, int centreColumn, int side)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(side);
        Append((map, next) =>
        {
            map._sources.CopyTo(next, 0);
            int top = centreRow - side / 2, left = centreColumn - side / 2;
            for (int row = Math.Max(0, top); row < Math.Min(map.Size.Height, top + side); row++)
            {
                int from = Math.Clamp(left, 0, map.Size.Width), to = Math.Clamp(left + side, 0, map.Size.Width);
                next.AsSpan(row * map.Size.Width + from, to - from).Fill(Nothing);
            }
        });
    }

    /// <summary>Applies the map to a frame.</summary>
    /// <param name="source">One frame [H, W, C].</param>
    /// <param name="target">One frame [H, W, C], overwritten; not the source.</param>
    /// <exception cref="ArgumentException">A frame does not have the expected length.</exception>
    /// <exception cref="InvalidOperationException">There is a change of brightness, which is for still images.</exception>
    public void Apply(ReadOnlySpan<float> source, Span<float> target)
    {
        RequireNoTones();
        CheckLengths(source.Length, target.Length, FrameBuffer.Channels);
        if (source.Overlaps(target))
            throw new ArgumentException("a map cannot be applied in place", nameof(target));
        int[] sources = _sources;
        for (int i = 0, at = 0; i < sources.Length; i++, at += FrameBuffer.Channels)
        {
            int from = sources[i] << 1;
            target[at] = from < 0 ? 0 : source[from];
            target[at + 1] = from < 0 ? 0 : source[from + 1];
        }
    }

    /// <summary>Applies the map to a frame of byte counts, for each of which a table has what is shown.</summary>
    internal void Apply(ReadOnlySpan<byte> source, Span<float> target, ReadOnlySpan<float> shown, int channels)
    {
        CheckLengths(source.Length, target.Length, channels);
        int[] sources = _sources;
        if (channels != FrameBuffer.Channels)
        {
            float[]? toned = Toned(source, shown, channels);
            for (int i = 0, at = 0; i < sources.Length; i++)
            {
                for (int channel = 0; channel < channels; channel++, at++)
                    target[at] = sources[i] < 0 ? 0 : Shown(shown, toned, channel, source[sources[i] * channels + channel]);
            }

            return;
        }

        RequireNoTones();
        for (int i = 0, at = 0; i < sources.Length; i++, at += FrameBuffer.Channels)
        {
            int from = sources[i] << 1;
            target[at] = from < 0 ? 0 : shown[source[from]];
            target[at + 1] = from < 0 ? 0 : shown[source[from + 1]];
        }
    }

    private static float Shown(ReadOnlySpan<float> shown, float[]? toned, int channel, byte value) => toned is null ? shown[value] : toned[(channel * Bytes) + value];

    private static int Modulo(long value, int extent)
    {
        long rest = value % extent;
        return (int)(rest < 0 ? rest + extent : rest);
    }

    private void CheckLengths(int source, int target, int channels)
    {
        Debug.Assert(FrameBuffer.Channels == 2);
        int expected = _sources.Length * channels;
        if (source != expected || target != expected)
            throw new ArgumentException($"a frame of {Size} with {channels} channels has {expected} values, got {source} to read and {target} to write");
    }

    /// <summary>
    /// Takes each pixel's value from where a point goes that has its centre's offset from the frame's centre; source index =
    /// round half to even (x + W/2 - 0.5).
    /// </summary>
    private void Warp(Func<double, double, (double X, double Y)> sourcePoint) => Append((map, next) =>
    {
        (int width, int height) = map.Size;
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                (double x, double y) = sourcePoint(column + 0.5 - width / 2.0, row + 0.5 - height / 2.0);
                double fromColumn = Math.Round(x + width / 2.0 - 0.5, MidpointRounding.ToEven);
                double fromRow = Math.Round(y + height / 2.0 - 0.5, MidpointRounding.ToEven);
                bool inside = fromColumn >= 0 && fromColumn < width && fromRow >= 0 && fromRow < height;
                next[row * width + column] = inside ? map._sources[(int)fromRow * width + (int)fromColumn] : Nothing;
            }
        }
    });

    private void Append(Action<PixelMap, int[]> fill)
    {
        fill(this, _scratch);
        (_sources, _scratch) = (_scratch, _sources);
        IsIdentity = false;
    }
}

/// <summary>Extents of the frames [T, H, W, C] of one sample.</summary>
/// <param name="Steps">Number of frames T, at least 1.</param>
/// <param name="Size">Columns W and rows H.</param>
/// <param name="Channels">Channels C, at least 1.</param>
public readonly record struct FrameShape(int Steps, SensorSize Size, int Channels = FrameBuffer.Channels)
{
    /// <summary>Pixels of all frames, T x H x W.</summary>
    public long Voxels => Steps * Size.Pixels;

    /// <summary>Values of all frames, T x H x W x C.</summary>
    public long Length => Voxels * Channels;

    /// <summary>T x H x W x C, for example <c>[10, 48, 48, 2]</c>.</summary>
    public override string ToString() => $"[{Steps}, {Size.Height}, {Size.Width}, {Channels}]";
}

using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>Resizes frames that are already counted; immutable and safe for use by several threads.</summary>
public sealed class FrameResizer
{
    private readonly SensorSize _from;
    private readonly Resize _to;
    private readonly int[] _columns;
    private readonly int[] _rows;

    /// <summary>Prepares the pixel mapping.</summary>
    /// <param name="from">Size of the frames that come in.</param>
    /// <param name="to">Method and size of the frames that go out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size of the frames that come in is impossible.</exception>
    public FrameResizer(SensorSize from, Resize to)
    {
        ArgumentNullException.ThrowIfNull(to);
        _from = from.Checked(nameof(from));
        _to = to;
        bool binned = to is not Resize.Nearest;
        _columns = binned ? AxisMap.BinnedTargets(from.Width, to.Size.Width) : AxisMap.NearestSources(from.Width, to.Size.Width);
        _rows = binned ? AxisMap.BinnedTargets(from.Height, to.Size.Height) : AxisMap.NearestSources(from.Height, to.Size.Height);
    }

    /// <summary>Resizes all frames of a recording.</summary>
    /// <param name="frames">Frames [T, H, W, C] of the size that comes in.</param>
    /// <returns>New frames of the size that goes out.</returns>
    /// <exception cref="ArgumentException">The frames do not have the expected size.</exception>
    public FrameBuffer Apply(FrameBuffer frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Size != _from)
            throw new ArgumentException($"this resizer takes frames of {_from}, got {frames.Size}", nameof(frames));
        FrameBuffer resized = new(frames.Steps, _to.Size);
        for (int i = 0; i < frames.Steps; i++)
            Apply(frames.Frame(i), resized.Frame(i));
        return resized;
    }

    /// <summary>Resizes one frame.</summary>
    /// <param name="source">One frame [H, W, C] of the size that comes in.</param>
    /// <param name="target">One frame [H, W, C] of the size that goes out; overwritten.</param>
    /// <exception cref="ArgumentException">A frame does not have the expected length.</exception>
    public void Apply(ReadOnlySpan<float> source, Span<float> target)
    {
        CheckLength(source.Length, _from, nameof(source));
        CheckLength(target.Length, _to.Size, nameof(target));
        if (_to is not Resize.Nearest)
            Bin(source, target);
        else
            Subsample(source, target);
    }

    /// <summary>Sum over the source pixels that show in at least one target pixel of a nearest resize.</summary>
    internal double SumSeen(ReadOnlySpan<float> source)
    {
        double sum = 0;
        foreach (int row in _rows.Distinct())
        {
            foreach (int column in _columns.Distinct())
            {
                int at = (row * _from.Width + column) * FrameBuffer.Channels;
                sum += source[at] + source[at + 1];
            }
        }

        return sum;
    }

    private static void CheckLength(int length, SensorSize size, string name)
    {
        long expected = size.Pixels * FrameBuffer.Channels;
        if (length != expected)
            throw new ArgumentException($"a frame of {size} with {FrameBuffer.Channels} channels has {expected} values, got {length}", name);
    }

    private void Subsample(ReadOnlySpan<float> source, Span<float> target)
    {
        int at = 0;
        foreach (int row in _rows)
        {
            var line = source.Slice(row * _from.Width * FrameBuffer.Channels, _from.Width * FrameBuffer.Channels);
            foreach (int column in _columns)
            {
                target[at++] = line[column * FrameBuffer.Channels];
                target[at++] = line[column * FrameBuffer.Channels + 1];
            }
        }
    }

    private void Bin(ReadOnlySpan<float> source, Span<float> target)
    {
        target.Clear();
        int at = 0;
        foreach (int row in _rows)
        {
            foreach (int column in _columns)
            {
                int to = (row * _to.Size.Width + column) * FrameBuffer.Channels;
                target[to] += source[at++];
                target[to + 1] += source[at++];
            }
        }
    }
}

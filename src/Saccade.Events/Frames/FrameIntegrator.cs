using System.Diagnostics;
using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>
/// Counts events into frames (HSD eq. 1): F(t, y, x, c) = number of events of slice t at pixel (x, y) with polarity c. Events at
/// the same pixel add up.
/// </summary>
/// <remarks>Immutable and safe for use by several threads; make one for a sensor and a resize and keep it.</remarks>
public sealed class FrameIntegrator
{
    /// <summary>No pixel shows the event, or it is not on the sensor.</summary>
    internal const int Unseen = -1, Outside = -2;

    private readonly int[]? _targetX;
    private readonly int[]? _targetY;
    private readonly FrameResizer? _afterwards;
    private readonly int _left;
    private readonly int _top;

    /// <summary>Prepares the pixel mapping.</summary>
    /// <param name="sensor">The sensor of the recordings.</param>
    /// <param name="resize">Another size for the frames; null for the sensor's own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sensor has an impossible extent.</exception>
    public FrameIntegrator(SensorSize sensor, Resize? resize = null)
    {
        Sensor = sensor.Checked(nameof(sensor));
        Size = resize?.Size ?? sensor;
        switch (resize)
        {
            case Resize.Binned or Resize.Smooth: // events cannot be smoothed
                _targetX = AxisMap.BinnedTargets(sensor.Width, Size.Width);
                _targetY = AxisMap.BinnedTargets(sensor.Height, Size.Height);
                break;
            case Resize.Nearest when Size.Width <= sensor.Width && Size.Height <= sensor.Height:
                _targetX = AxisMap.NearestTargets(sensor.Width, Size.Width);
                _targetY = AxisMap.NearestTargets(sensor.Height, Size.Height);
                break;
            case Resize.Nearest:
                _afterwards = new FrameResizer(sensor, resize);
                break;
        }
    }

    /// <summary>An integrator whose frame is filled by what a recording covers, from its first to its last column and row with an event.</summary>
    /// <param name="events">The recording.</param>
    /// <param name="resize">Size of the frames.</param>
    public static FrameIntegrator Fitted(EventBuffer events, Resize resize)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(resize);
        if (events.Count == 0)
            return new FrameIntegrator(new SensorSize(1, 1), resize);
        int left = int.MaxValue, top = int.MaxValue, right = 0, bottom = 0;
        foreach (ushort x in events.X)
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
        foreach (ushort y in events.Y)
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        return new FrameIntegrator(new SensorSize(right - left + 1, bottom - top + 1), resize, left, top);
    }

    /// <summary>An integrator whose frame is filled by a region of the sensor.</summary>
    /// <param name="left">First column of the region.</param>
    /// <param name="top">First row of the region.</param>
    /// <param name="extent">Columns and rows of the region.</param>
    /// <param name="resize">Size of the frames.</param>
    internal static FrameIntegrator OfRegion(int left, int top, SensorSize extent, Resize resize) => new(extent, resize, left, top);

    private FrameIntegrator(SensorSize sensor, Resize resize, int left, int top)
        : this(sensor, resize) => (_left, _top) = (left, top);

    /// <summary>The sensor of the recordings.</summary>
    public SensorSize Sensor { get; }

    /// <summary>Size of the frames.</summary>
    public SensorSize Size { get; }

    /// <summary>Cuts a recording and counts its events.</summary>
    /// <param name="events">The recording.</param>
    /// <param name="slicing">How to cut it.</param>
    /// <returns>Frames [T, H, W, C] and where the events went.</returns>
    /// <exception cref="ArgumentException">The slicing goes by time and the events are not in order of time.</exception>
    public (FrameBuffer Frames, IntegrationCount Count) Integrate(EventBuffer events, Slicing slicing)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(slicing);
        var ranges = slicing.Ranges(events);
        FrameBuffer frames = new(ranges.Length, Size);
        IntegrationCount count = default;
        for (int i = 0; i < ranges.Length; i++)
            count = count.Plus(Add(events.Slice(ranges[i]), frames.Frame(i)));
        return (frames, count);
    }

    /// <summary>Adds the events of a slice to a frame.</summary>
    /// <param name="events">The slice.</param>
    /// <param name="frame">One frame [H, W, C], added to.</param>
    /// <returns>Where the events went.</returns>
    /// <exception cref="ArgumentException">The frame does not have the expected length.</exception>
    public IntegrationCount Add(EventSlice events, Span<float> frame)
    {
        int length = checked((int)(Size.Pixels * FrameBuffer.Channels));
        if (frame.Length != length)
            throw new ArgumentException($"a frame of {Size} with {FrameBuffer.Channels} channels has {length} values, got {frame.Length}", nameof(frame));
        if (_targetX is not null && _targetY is not null)
            return AddMapped(events, frame, _targetX, _targetY);
        return _afterwards is null ? AddPlain(events, frame) : AddEnlarged(events, frame, _afterwards);
    }

    /// <summary>Whether every event is a count of one pixel at most, so that <see cref="PixelOf"/> says which.</summary>
    internal bool HasPixels => _afterwards is null;

    /// <summary>The pixel that counts an event: its row times the columns of a frame, plus its column; <see cref="Unseen"/> or <see cref="Outside"/> if there is none.</summary>
    internal int PixelOf(ushort column, ushort row)
    {
        int x = column - _left, y = row - _top;
        if ((uint)x >= (uint)Sensor.Width || (uint)y >= (uint)Sensor.Height)
            return Outside;
        if (_targetX is null || _targetY is null)
            return (y * Sensor.Width) + x;
        (x, y) = (_targetX[x], _targetY[y]);
        return (x | y) < 0 ? Unseen : (y * Size.Width) + x;
    }

    private IntegrationCount AddPlain(EventSlice events, Span<float> frame)
    {
        ReadOnlySpan<ushort> xs = events.X, ys = events.Y[..xs.Length];
        var polarities = events.Polarities[..xs.Length];
        int width = Sensor.Width, height = Sensor.Height, left = _left, top = _top;
        int outside = 0;
        for (int i = 0; i < xs.Length; i++)
        {
            int x = xs[i] - left, y = ys[i] - top;
            if ((uint)x >= (uint)width || (uint)y >= (uint)height)
            {
                outside++;
                continue;
            }

            frame[((y * width + x) << 1) | polarities[i]] += 1;
        }

        return new IntegrationCount(xs.Length - outside, 0, outside);
    }

    private IntegrationCount AddMapped(EventSlice events, Span<float> frame, int[] targetX, int[] targetY)
    {
        ReadOnlySpan<ushort> xs = events.X, ys = events.Y[..xs.Length];
        var polarities = events.Polarities[..xs.Length];
        int width = Size.Width, left = _left, top = _top;
        int outside = 0, unseen = 0;
        for (int i = 0; i < xs.Length; i++)
        {
            int x = xs[i] - left, y = ys[i] - top;
            if ((uint)x >= (uint)targetX.Length || (uint)y >= (uint)targetY.Length)
            {
                outside++;
                continue;
            }

            int column = targetX[x], row = targetY[y];
            if ((column | row) < 0)
            {
                unseen++;
                continue;
            }

            frame[((row * width + column) << 1) | polarities[i]] += 1;
        }

        return new IntegrationCount(xs.Length - outside - unseen, unseen, outside);
    }

    private IntegrationCount AddEnlarged(EventSlice events, Span<float> frame, FrameResizer resizer)
    {
        float[] full = new float[Sensor.Pixels * FrameBuffer.Channels];
        var count = AddPlain(events, full);
        int unseen = 0;
        float[] resized = new float[frame.Length];
        resizer.Apply(full, resized);
        for (int i = 0; i < frame.Length; i++)
            frame[i] += resized[i];
        if (Size.Width < Sensor.Width || Size.Height < Sensor.Height)
            unseen = (int)(full.Sum(v => (double)v) - resizer.SumSeen(full));
        Debug.Assert(unseen >= 0);
        return new IntegrationCount(count.Counted - unseen, unseen, count.Outside);
    }
}

/// <summary>Where the events of an integration went.</summary>
/// <param name="Counted">Events that are in the frames.</param>
/// <param name="Unseen">Events on pixels that a nearest resize does not show.</param>
/// <param name="Outside">Events that were not on the sensor.</param>
public readonly record struct IntegrationCount(long Counted, long Unseen, long Outside)
{
    /// <summary>The sums of two counts.</summary>
    public IntegrationCount Plus(IntegrationCount other) => new(Counted + other.Counted, Unseen + other.Unseen, Outside + other.Outside);
}

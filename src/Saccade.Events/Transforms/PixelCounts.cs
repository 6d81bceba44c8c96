using Saccade.Events.Model;

namespace Saccade.Events.Transforms;

/// <summary>How many events each pixel of a rectangle of the sensor has.</summary>
internal sealed class PixelCounts
{
    private readonly int _left, _top;

    /// <summary>Counts.</summary>
    /// <param name="events">The recording; all its events lie in the rectangle.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public PixelCounts(EventBuffer events, int left, int top, int width, int height)
    {
        (_left, _top, Width, Counts) = (left, top, width, new int[width * height]);
        ReadOnlySpan<ushort> xs = events.X, ys = events.Y[..xs.Length];
        for (int i = 0; i < xs.Length; i++)
            Counts[IndexOf(xs[i], ys[i])]++;
        long earliest = long.MaxValue, latest = long.MinValue;
        foreach (long time in events.Times)
            (earliest, latest) = (Math.Min(earliest, time), Math.Max(latest, time));
        if (events.Count > 0)
            (EarliestMicros, DurationMicros) = (earliest, (double)latest - earliest);
    }

    /// <summary>Columns of the rectangle.</summary>
    public int Width { get; }

    /// <summary>Events of each pixel, row after row.</summary>
    public int[] Counts { get; }

    /// <summary>Time of the earliest event; 0 if there is none.</summary>
    public long EarliestMicros { get; }

    /// <summary>Time from the earliest to the latest event.</summary>
    public double DurationMicros { get; }

    /// <summary>Where the count of a pixel stands.</summary>
    public int IndexOf(ushort x, ushort y) => (y - _top) * Width + x - _left;

    /// <summary>A pixel with its events.</summary>
    public HotPixel At(int index) => new(new PixelPosition(index % Width + _left, index / Width + _top), Counts[index]);
}

using Saccade.Events.Model;
using Saccade.Events.Transforms;

namespace Saccade.Events.Inspection;

/// <summary>What a recording holds, at a glance.</summary>
public sealed record EventSummary
{
    /// <summary>Bins of <see cref="RateOverTime"/>.</summary>
    public const int RateBins = 60;

    /// <summary>Hot pixels that are listed.</summary>
    private const int MostHotPixels = 10;

    /// <summary>Number of events.</summary>
    public required int Events { get; init; }

    /// <summary>Events that are ON.</summary>
    public required int On { get; init; }

    /// <summary>Time of the first event in the order of the file, in microseconds; null when there is none.</summary>
    public required long? TimeFirst { get; init; }

    /// <summary>Time of the last event in the order of the file, in microseconds; null when there is none.</summary>
    public required long? TimeLast { get; init; }

    /// <summary>Earliest time; differs from the first only where there is disorder.</summary>
    public required long? TimeEarliest { get; init; }

    /// <summary>Latest time.</summary>
    public required long? TimeLatest { get; init; }

    /// <summary>Events that are earlier than the event before them.</summary>
    public required int Backwards { get; init; }

    /// <summary>The longest of these steps, in microseconds.</summary>
    public required long LongestBackwardStep { get; init; }

    /// <summary>Smallest and largest column and row, as (left, top, right, bottom), all inclusive; null when there is no event.</summary>
    public required (int Left, int Top, int Right, int Bottom)? Extent { get; init; }

    /// <summary>Events in 60 equal parts of the time from the earliest to the latest; empty when there is no event.</summary>
    public required IReadOnlyList<int> RateOverTime { get; init; }

    /// <summary>The largest of the pixels that fire far more often than others (more than 25 times the median), at most ten.</summary>
    public required IReadOnlyList<HotPixel> HotPixels { get; init; }

    /// <summary>Pixels that fired; 0 when the events lie so far apart (more than 2^26 pixels) that they are not counted by pixel.</summary>
    public required int ActivePixels { get; init; }

    /// <summary>Latest minus earliest time, in microseconds; <see cref="long.MaxValue"/> where damaged times are further apart than that.</summary>
    public long DurationMicros => Events == 0 ? 0 : Span(TimeEarliest!.Value, TimeLatest!.Value);

    /// <summary>Share of ON events, 0 to 1; not a number when there are no events.</summary>
    public double OnShare => (double)On / Events;

    /// <summary>Smallest sensor that holds all events; null when there is none.</summary>
    public SensorSize? SmallestSensor => Extent is { } e ? new SensorSize(e.Right + 1, e.Bottom + 1) : null;

    /// <summary>Looks through a recording.</summary>
    public static EventSummary Of(EventBuffer events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var times = events.Times;
        long earliest = long.MaxValue, latest = long.MinValue, longestStep = 0, before = long.MinValue;
        foreach (long time in times)
        {
            (earliest, latest) = (Math.Min(earliest, time), Math.Max(latest, time));
            if (time < before)
                longestStep = Math.Max(longestStep, Span(time, before));
            before = time;
        }

        int on = 0;
        foreach (byte polarity in events.Polarities)
            on += polarity;
        bool any = events.Count > 0;
        var extent = any ? ExtentOf(events) : default;
        (int active, var hot) = any ? Pixels(events, extent) : (0, []);
        return new EventSummary
        {
            Events = events.Count,
            On = on,
            TimeFirst = any ? times[0] : null,
            TimeLast = any ? times[^1] : null,
            TimeEarliest = any ? earliest : null,
            TimeLatest = any ? latest : null,
            Backwards = events.Disorder,
            LongestBackwardStep = longestStep,
            Extent = any ? extent : null,
            RateOverTime = any ? Rates(times, earliest, latest) : [],
            HotPixels = hot,
            ActivePixels = active,
        };
    }

    /// <summary>
    /// SHA-256 over all times as int64, then all columns and all rows as uint16, then all polarities as bytes, little-endian, in
    /// the order of the file: two recordings with the same digest hold the same events.
    /// </summary>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Digest(EventBuffer events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Convert.ToHexStringLower(events.Hash());
    }

    /// <summary>From one time to a later one.</summary>
    private static long Span(long from, long to) => to - from is >= 0 and var span ? span : long.MaxValue;

    private static (int Left, int Top, int Right, int Bottom) ExtentOf(EventBuffer events)
    {
        int left = int.MaxValue, top = int.MaxValue, right = 0, bottom = 0;
        foreach (ushort x in events.X)
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
        foreach (ushort y in events.Y)
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        return (left, top, right, bottom);
    }

    private static int[] Rates(ReadOnlySpan<long> times, long earliest, long latest)
    {
        int[] bins = new int[RateBins];
        double width = Math.Max(1.0, (double)latest - earliest) / RateBins;
        foreach (long time in times)
            bins[Math.Min(RateBins - 1, (int)(((double)time - earliest) / width))]++;
        return bins;
    }

    private static (int Active, IReadOnlyList<HotPixel> Hot) Pixels(EventBuffer events, (int Left, int Top, int Right, int Bottom) extent)
    {
        int width = extent.Right - extent.Left + 1, height = extent.Bottom - extent.Top + 1;
        if ((long)width * height > 1 << 26)
            return (0, []); // no sensor is that large: the coordinates are damaged, and counting them would only fill the memory
        PixelCounts pixels = new(events, extent.Left, extent.Top, width, height);
        HotPixel[] hot = [.. new HotPixelRule.AboveNeighbours().Find(events, pixels).Select(pixels.At).OrderByDescending(p => p.Events).Take(MostHotPixels)];
        return (pixels.Counts.Length - pixels.Counts.AsSpan().Count(0), hot);
    }
}

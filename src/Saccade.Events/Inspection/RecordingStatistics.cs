using Saccade.Events.Datasets;
using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>What the recordings of a set are like: how many events, of which polarity, when, and how far apart. For comparing recordings of different origin.</summary>
public sealed record RecordingStatistics
{
    /// <summary>Shares at which <see cref="CountQuantiles"/> are given.</summary>
    public static IReadOnlyList<double> CountShares { get; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>Shares at which intervals are given.</summary>
    public static IReadOnlyList<double> IntervalShares { get; } = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9];

    internal RecordingStatistics()
    {
    }

    /// <summary>Number of recordings.</summary>
    public required int Recordings { get; init; }

    /// <summary>Mean number of events in a recording.</summary>
    public required double MeanEvents { get; init; }

    /// <summary>Standard deviation of the number of events from recording to recording.</summary>
    public required double DeviationOfEvents { get; init; }

    /// <summary>Number of events of a recording at <see cref="CountShares"/>.</summary>
    public required IReadOnlyList<double> CountQuantiles { get; init; }

    /// <summary>Share of ON events, 0 to 1.</summary>
    public required double OnShare { get; init; }

    /// <summary>Mean number of events in each period: before the first bound, between bounds, after the last.</summary>
    public required IReadOnlyList<double> EventsByPeriod { get; init; }

    /// <summary>Time between consecutive events of the whole sensor in microseconds, at <see cref="IntervalShares"/>.</summary>
    public required IReadOnlyList<double> SensorIntervals { get; init; }

    /// <summary>Time between consecutive events of one pixel in microseconds, at <see cref="IntervalShares"/>.</summary>
    public required IReadOnlyList<double> PixelIntervals { get; init; }

    /// <summary>Mean number of pixels with an event in a recording.</summary>
    public required double ActivePixels { get; init; }

    /// <summary>Share of the events of a pixel, but its first, whose polarity is that of the event before; 0 to 1.</summary>
    public required double SamePolarityShare { get; init; }

    /// <summary>Mean number of events of a pixel that has any.</summary>
    public double EventsPerActivePixel => MeanEvents / ActivePixels;

    /// <summary>Reads all recordings of a set.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="sensor">The sensor; events outside it are an error.</param>
    /// <param name="periodBounds">Bounds of the periods that are counted apart, in microseconds, growing; for N-MNIST 105000 and 210000.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The set is empty, or has no event.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RecordingStatistics Of(RecordingSet set, SensorSize sensor, IReadOnlyList<long> periodBounds, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(periodBounds);
        StatisticsCollector collector = new(sensor.Checked(nameof(sensor)), periodBounds);
        EventBuffer events = new();
        foreach (var item in set.Items)
        {
            cancellation.ThrowIfCancellationRequested();
            events.Clear();
            item.Read(events);
            collector.Add(events);
        }

        return collector.Finish();
    }
}

using Saccade.Events.Datasets;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.Events.Sources;

namespace Saccade.Training.Runs;

/// <summary>What one must know of a data set to choose how to train on it. Counts and parts are of all recordings; times, events and extents of some of them.</summary>
/// <param name="Layout">How it lies on the disk.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Parts">The parts it has.</param>
/// <param name="Training">Recordings that are not for testing.</param>
/// <param name="SmallestClass">Fewest of these in a class.</param>
/// <param name="HasTest">Whether it has a test part of its own.</param>
public sealed record DataSurvey(string Layout, IReadOnlyList<string> Classes, IReadOnlyList<string> Parts, int Training, int SmallestClass, bool HasTest)
{
    /// <summary>How many recordings were read.</summary>
    public int Read { get; init; }

    /// <summary>The sensor: what the data set or its recordings say, else the smallest that holds what was read.</summary>
    public SensorSize Sensor { get; init; }

    /// <summary>The different sensors that the data set or its recordings name; empty if none is named.</summary>
    public IReadOnlyList<SensorSize> StatedSensors { get; init; } = [];

    /// <summary>The smallest and the largest width and height of what a recording covers.</summary>
    public (SensorSize Smallest, SensorSize Largest) Covered { get; init; }

    /// <summary>The shortest, the median and the longest time from the first to the last event, in microseconds.</summary>
    public (long Shortest, long Median, long Longest) Micros { get; init; }

    /// <summary>The fewest, the median and the most events of a recording.</summary>
    public (long Fewest, long Median, long Most) Events { get; init; }

    /// <summary>Looks at a data set; reads some recordings of each class, spread over it.</summary>
    /// <param name="catalog">The data set.</param>
    /// <param name="mostRead">How many recordings are read at most.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DatasetException">There is no recording to train on.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static DataSurvey Of(RecordingCatalog catalog, int mostRead = 60, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostRead, 1);
        var train = catalog.HasPart("train") ? catalog.Part("train") : catalog.Part(catalog.Parts[0]);
        if (train.Count == 0)
            throw new DatasetException(catalog.Location, "got no recording, expected some of each class");
        var survey = new DataSurvey(catalog.Name, catalog.Classes, catalog.Parts, train.Count, train.CountByClass().Min(), catalog.HasPart("test"));
        return survey.Measure(train, [.. Chosen(train, mostRead)], cancellation);
    }

    /// <summary>Recordings of all classes in turn, in each spread from the first to the last.</summary>
    private static IEnumerable<RecordingItem> Chosen(RecordingSet set, int most)
    {
        int each = Math.Max(1, most / Math.Max(1, set.Classes.Count));
        return set.Items.GroupBy(item => item.Label).SelectMany(ofClass =>
        {
            RecordingItem[] all = [.. ofClass];
            int count = Math.Min(each, all.Length);
            return Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)]);
        }).Take(most);
    }

    private DataSurvey Measure(RecordingSet set, IReadOnlyList<RecordingItem> items, CancellationToken cancellation)
    {
        var events = new EventBuffer();
        List<long> micros = [], counts = [];
        List<SensorSize> covered = [], sensors = [], stated = [];
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            events.Clear();
            if (item.Read(events).Sensor is { } sensor)
                stated.Add(sensor);
            var summary = EventSummary.Of(events);
            counts.Add(events.Count);
            if (summary.Extent is not { } extent)
                continue;
            micros.Add(Duration(events));
            covered.Add(new SensorSize(extent.Right - extent.Left + 1, extent.Bottom - extent.Top + 1));
            sensors.Add(summary.SmallestSensor!.Value);
        }

        if (covered.Count == 0)
            throw new DatasetException(set.Name, $"got {items.Count} recordings without any event, expected some with events");
        return this with
        {
            Read = items.Count,
            Sensor = set.Sensor ?? Widest([.. sensors, .. stated], Math.Max),
            StatedSensors = set.Sensor is { } one ? [one] : [.. stated.Distinct()],
            Covered = (Widest(covered, Math.Min), Widest(covered, Math.Max)),
            Micros = Three(micros),
            Events = Three(counts),
        };
    }

    private static long Duration(EventBuffer events)
    {
        long first = long.MaxValue, last = long.MinValue;
        foreach (long time in events.Times)
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        return last - first;
    }

    private static SensorSize Widest(IReadOnlyList<SensorSize> sizes, Func<int, int, int> choose)
        => sizes.Aggregate((a, b) => new SensorSize(choose(a.Width, b.Width), choose(a.Height, b.Height)));

    private static (long, long, long) Three(List<long> values)
    {
        values.Sort();
        return (values[0], values[values.Count / 2], values[^1]);
    }
}

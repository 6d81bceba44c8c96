using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>Counts over the recordings of a set.</summary>
/// <param name="Recordings">Recordings.</param>
/// <param name="Events">Events in all of them.</param>
/// <param name="Fewest">Events of the shortest recording; 0 if there is none.</param>
/// <param name="Most">Events of the longest.</param>
/// <param name="LongestMicros">Time from the first to the last event of the recording where it is longest, in microseconds.</param>
/// <param name="TotalMicros">Sum over the recordings of the time from the first to the last event, in microseconds.</param>
/// <param name="OnEvents">Events of polarity ON.</param>
/// <param name="Backwards">Events that are earlier than the event before them.</param>
public sealed record EventStatistics(int Recordings, long Events, long Fewest, long Most, long LongestMicros, long TotalMicros, long OnEvents, long Backwards)
{
    private static readonly EventStatistics _none = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Mean number of events in a recording.</summary>
    public double Mean => Recordings == 0 ? 0 : (double)Events / Recordings;

    /// <summary>Mean time from the first to the last event of a recording, in microseconds.</summary>
    public double MeanMicros => Recordings == 0 ? 0 : (double)TotalMicros / Recordings;

    /// <summary>Events in a second of recording; not a number if there is no time between them.</summary>
    public double Rate => TotalMicros == 0 ? double.NaN : Events / (TotalMicros / 1e6);

    /// <summary>Share of ON events, 0 to 1; not a number if there are no events.</summary>
    public double OnShare => (double)OnEvents / Events;

    /// <summary>Reads all recordings of a set, on several cores.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="progress">Told the number done, from several threads, never at the same time; or null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static EventStatistics Of(RecordingSet set, Action<int>? progress = null, CancellationToken cancellation = default) =>
        Sum(OfEach(set, progress, cancellation));

    /// <summary>Reads all recordings of a set, on several cores, and counts class by class, in order of the labels.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="progress">Told the number done, from several threads, never at the same time; or null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<EventStatistics> OfClasses(RecordingSet set, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var each = OfEach(set, progress, cancellation);
        var classes = each.Index().ToLookup(e => set.Labels[e.Index], e => e.Item);
        return [.. set.Classes.Select((_, label) => Sum(classes[label]))];
    }

    /// <summary>The counts of some sets together.</summary>
    public static EventStatistics Sum(IEnumerable<EventStatistics> parts) =>
        parts.Where(p => p.Recordings > 0).DefaultIfEmpty(_none).Aggregate(Plus);

    private static EventStatistics[] OfEach(RecordingSet set, Action<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(set);
        var each = new EventStatistics[set.Count];
        int done = 0;
        var gate = new Lock();
        var errors = new Exception?[set.Count];
        Parallel.For(0, set.Count, new ParallelOptions { CancellationToken = cancellation }, () => new EventBuffer(), (i, state, events) =>
        {
            try
            {
                each[i] = Of(set.Items[i], events);
                lock (gate)
                    progress?.Invoke(++done);
            }
            catch (Exception e)
            {
                errors[i] = e;
                state.Break(); // recordings before this one are still read, so the first error is always the same
            }

            return events;
        }, _ => { });
        if (Array.Find(errors, e => e is not null) is { } error)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        return each;
    }

    private static EventStatistics Of(RecordingItem item, EventBuffer events)
    {
        events.Clear();
        item.Read(events);
        long duration = 0, first = long.MaxValue, last = long.MinValue, on = 0;
        foreach (long time in events.Times)
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        foreach (byte polarity in events.Polarities)
            on += polarity;
        if (events.Count > 0)
            duration = last - first;
        return new EventStatistics(1, events.Count, events.Count, events.Count, duration, duration, on, events.Disorder);
    }

    private static EventStatistics Plus(EventStatistics a, EventStatistics b) => new(
        a.Recordings + b.Recordings, a.Events + b.Events, Math.Min(a.Fewest, b.Fewest), Math.Max(a.Most, b.Most),
        Math.Max(a.LongestMicros, b.LongestMicros), a.TotalMicros + b.TotalMicros, a.OnEvents + b.OnEvents, a.Backwards + b.Backwards);
}

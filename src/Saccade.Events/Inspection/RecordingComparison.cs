using System.Globalization;
using Saccade.Events.Datasets;
using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>Two sets of recordings side by side; when they are of the same things in the same order, also how alike the pairs are.</summary>
/// <param name="Reference">What the reference, for example real recordings, is like.</param>
/// <param name="Other">What the other set, for example simulated recordings, is like.</param>
/// <param name="MapCorrelation">Mean over the pairs of the correlation of event counts by pixel; null when the sets are no pairs.</param>
/// <param name="DetailCorrelation">The same by pixel, polarity and period.</param>
/// <param name="CountCorrelation">Correlation over the pairs of the numbers of events.</param>
public sealed record RecordingComparison(
    RecordingStatistics Reference, RecordingStatistics Other, double? MapCorrelation, double? DetailCorrelation, double? CountCorrelation)
{
    /// <summary>Compares two sets of which nothing is known.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="other">The other set.</param>
    /// <param name="sensor">The sensor of both.</param>
    /// <param name="periodBounds">Bounds of the periods that are counted apart, in microseconds, growing.</param>
    /// <exception cref="ArgumentException">A set is empty, or has no event.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RecordingComparison Of(RecordingSet reference, RecordingSet other, SensorSize sensor, IReadOnlyList<long> periodBounds) => new(
        RecordingStatistics.Of(reference, sensor, periodBounds), RecordingStatistics.Of(other, sensor, periodBounds), null, null, null);

    /// <summary>Compares recordings of the same things: the first of one set with the first of the other, and so on.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="other">The other set, as many recordings in the same order.</param>
    /// <param name="sensor">The sensor of both.</param>
    /// <param name="periodBounds">Bounds of the periods that are counted apart, in microseconds, growing.</param>
    /// <exception cref="ArgumentException">The sets have different numbers of recordings or labels, or no event.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RecordingComparison OfPairs(RecordingSet reference, RecordingSet other, SensorSize sensor, IReadOnlyList<long> periodBounds)
    {
        var sides = Of(reference, other, sensor, periodBounds);
        if (!reference.Labels.SequenceEqual(other.Labels))
            throw new ArgumentException($"expected pairs of recordings with equal labels, got {reference.Count} and {other.Count} recordings whose labels differ", nameof(other));
        double map = 0, detail = 0;
        double[] counts = new double[reference.Count], others = new double[reference.Count];
        EventBuffer a = new(), b = new();
        for (int i = 0; i < reference.Count; i++)
        {
            Read(reference.Items[i], a);
            Read(other.Items[i], b);
            (counts[i], others[i]) = (a.Count, b.Count);
            map += Correlation(Counts(a, sensor, [], false), Counts(b, sensor, [], false)) / reference.Count;
            detail += Correlation(Counts(a, sensor, periodBounds, true), Counts(b, sensor, periodBounds, true)) / reference.Count;
        }

        return sides with { MapCorrelation = map, DetailCorrelation = detail, CountCorrelation = Correlation(counts, others) };
    }

    /// <summary>The comparison as a table in Markdown: one row for each measure.</summary>
    /// <param name="referenceName">Heading of the reference's column.</param>
    /// <param name="otherName">Heading of the other column.</param>
    public string ToMarkdown(string referenceName, string otherName)
    {
        ArgumentNullException.ThrowIfNull(referenceName);
        ArgumentNullException.ThrowIfNull(otherName);
        List<string> lines = [$"| measure | {referenceName} | {otherName} |", "|---|---|---|"];
        Row("recordings", s => [s.Recordings], "0");
        Row("events, mean", s => [s.MeanEvents], "0");
        Row("events, standard deviation", s => [s.DeviationOfEvents], "0");
        Row("events at 5, 25, 50, 75, 95 %", s => s.CountQuantiles, "0");
        Row("ON share", s => [s.OnShare], "0.000");
        Row("events by period", s => s.EventsByPeriod, "0");
        Row("active pixels", s => [s.ActivePixels], "0");
        Row("events of an active pixel", s => [s.EventsPerActivePixel], "0.0");
        Row("same polarity as the event before", s => [s.SamePolarityShare], "0.000");
        Row("us between events of a pixel at 5, 10, 25, 50, 75, 90 %", s => s.PixelIntervals, "0");
        Row("us between events of the sensor at 5, 10, 25, 50, 75, 90 %", s => s.SensorIntervals, "0");
        Pair("correlation of counts by pixel, mean of the pairs", MapCorrelation);
        Pair("correlation by pixel, polarity and period, mean of the pairs", DetailCorrelation);
        Pair("correlation of the numbers of events", CountCorrelation);
        return string.Join('\n', lines) + "\n";

        void Row(string name, Func<RecordingStatistics, IReadOnlyList<double>> values, string format) =>
            lines.Add($"| {name} | {Join(values(Reference), format)} | {Join(values(Other), format)} |");

        void Pair(string name, double? value)
        {
            if (value is { } known)
                lines.Add($"| {name} | | {known.ToString("0.000", CultureInfo.InvariantCulture)} |");
        }
    }

    /// <summary>Pearson's correlation; 0 when one side does not vary.</summary>
    internal static double Correlation(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sumA = 0, sumB = 0, ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sumA += a[i];
            sumB += b[i];
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }

        double varianceA = aa - sumA * sumA / a.Length, varianceB = bb - sumB * sumB / a.Length;
        return varianceA <= 0 || varianceB <= 0 ? 0 : (ab - sumA * sumB / a.Length) / Math.Sqrt(varianceA * varianceB);
    }

    private static string Join(IReadOnlyList<double> values, string format) =>
        string.Join(", ", values.Select(v => v.ToString(format, CultureInfo.InvariantCulture)));

    private static void Read(RecordingItem item, EventBuffer into)
    {
        into.Clear();
        item.Read(into);
    }

    private static double[] Counts(EventBuffer recording, SensorSize sensor, IReadOnlyList<long> bounds, bool byPolarity)
    {
        double[] counts = new double[sensor.Pixels * (bounds.Count + 1) * (byPolarity ? 2 : 1)];
        var events = recording.All;
        for (int i = 0; i < events.Count; i++)
        {
            int period = 0;
            while (period < bounds.Count && events.Times[i] >= bounds[period])
                period++;
            int plane = byPolarity ? 2 * period + events.Polarities[i] : period;
            counts[plane * sensor.Pixels + events.Y[i] * sensor.Width + events.X[i]]++;
        }

        return counts;
    }
}

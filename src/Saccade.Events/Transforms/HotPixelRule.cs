using Saccade.Events.Model;

namespace Saccade.Events.Transforms;

/// <summary>Which pixels of a recording count as hot. <see cref="AboveNeighbours"/> spares pixels that are only busy; the others count events and nothing else.</summary>
public abstract partial record HotPixelRule
{
    private HotPixelRule()
    {
    }

    /// <summary>All problems, one sentence each; none when the values make sense.</summary>
    public abstract IReadOnlyList<string> Validate();

    /// <summary>The hot pixels, as indices into the counts, ascending.</summary>
    /// <param name="events">The recording; all its events lie on the pixels that are counted.</param>
    /// <param name="pixels">Events of each pixel.</param>
    internal virtual List<int> Find(EventBuffer events, PixelCounts pixels)
    {
        List<int> hot = [];
        double limit = Limit(pixels.Counts, pixels.DurationMicros);
        for (int i = 0; i < pixels.Counts.Length; i++)
        {
            if (pixels.Counts[i] > limit)
                hot.Add(i);
        }

        return hot;
    }

    /// <summary>The largest number of events that is still not hot.</summary>
    /// <param name="counts">Events of each pixel.</param>
    /// <param name="durationMicros">Time from the first to the last event.</param>
    private protected abstract double Limit(ReadOnlySpan<int> counts, double durationMicros);

    private static int[] Active(ReadOnlySpan<int> counts)
    {
        List<int> active = [];
        foreach (int count in counts)
        {
            if (count > 0)
                active.Add(count);
        }

        return [.. active];
    }

    /// <summary>More events in a second than a limit, over the time from the first to the last event. No pixel of a recording without duration is hot.</summary>
    /// <param name="Hertz">Events in a second, above 0.</param>
    public sealed record AboveRate(double Hertz) : HotPixelRule
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Hertz > 0 ? [] : [$"rate of a hot pixel: expected more than 0 events in a second, got {Hertz}"];

        private protected override double Limit(ReadOnlySpan<int> counts, double durationMicros) =>
            durationMicros > 0 ? Hertz * durationMicros * 1e-6 : double.PositiveInfinity;
    }

    /// <summary>More than some times the mean of the pixels that fired at all.</summary>
    /// <param name="Factor">How many times, above 0.</param>
    public sealed record AboveMean(double Factor) : HotPixelRule
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() => Factor > 0 ? [] : [$"factor of a hot pixel: expected more than 0, got {Factor}"];

        private protected override double Limit(ReadOnlySpan<int> counts, double durationMicros)
        {
            int[] active = Active(counts);
            return active.Length == 0 ? 0 : Factor * active.Sum(c => (double)c) / active.Length;
        }
    }

    /// <summary>More than some times a quantile (nearest rank) of the pixels that fired at all.</summary>
    /// <param name="Quantile">Share of the pixels, 0 to 1; 0.5 is the median.</param>
    /// <param name="Factor">How many times, above 0.</param>
    public sealed record AboveQuantile(double Quantile, double Factor = 1) : HotPixelRule
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Validate() =>
        [
            .. Quantile is >= 0 and <= 1 ? [] : new[] { $"quantile of hot pixels: expected 0 to 1, got {Quantile}" },
            .. Factor > 0 ? [] : new[] { $"factor of a hot pixel: expected more than 0, got {Factor}" },
        ];

        private protected override double Limit(ReadOnlySpan<int> counts, double durationMicros)
        {
            int[] active = Active(counts);
            if (active.Length == 0)
                return 0;
            Array.Sort(active);
            return Factor * active[Math.Max(0, (int)Math.Ceiling(Quantile * active.Length) - 1)];
        }
    }
}

/// <summary>A pixel that a <see cref="EventTransform.HotPixelFilter"/> silenced.</summary>
/// <param name="Position">Which one, in the coordinates of the sensor that the filter saw.</param>
/// <param name="Events">How many events it had.</param>
public readonly record struct HotPixel(PixelPosition Position, int Events);

/// <summary>A pixel of a sensor.</summary>
/// <param name="X">Column, 0 at the left.</param>
/// <param name="Y">Row, 0 at the top.</param>
public readonly record struct PixelPosition(int X, int Y);

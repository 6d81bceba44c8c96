using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>How a recording is cut into frames: into a fixed number of them, or into as many as its length gives.</summary>
/// <remarks>
/// Cutting comes first and gives ranges of events; no pixel is touched. Every event is in exactly one range, and the
/// ranges follow each other without a gap, except with <see cref="Trailing"/>. The rules are SpikingJelly's; where its own code fails (a time slice without
/// events) the range is empty.
/// </remarks>
public abstract partial record Slicing
{
    private Slicing()
    {
    }

    /// <summary>Number of ranges when it is the same for every recording, else null.</summary>
    public abstract int? FixedSteps { get; }

    /// <summary>Whether the events must be in order of time.</summary>
    public abstract bool NeedsOrder { get; }

    /// <summary>Name and parameter in one word, for example <c>number-10</c>; stable, so usable as part of a key.</summary>
    public abstract string Key { get; }

    /// <summary>Cuts a recording.</summary>
    /// <param name="events">The recording; left as it is.</param>
    /// <returns>Ranges in order; none for an empty recording when the number of frames is not fixed.</returns>
    /// <exception cref="ArgumentException">The slicing goes by time and the events are not in order of time.</exception>
    public EventRange[] Ranges(EventBuffer events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (NeedsOrder && !events.IsOrdered)
        {
            throw new ArgumentException(
                $"slicing {Key} needs events in order of time, but {events.Disorder} of {events.Count} are earlier than the event before; call SortByTime first",
                nameof(events));
        }

        return Cut(events.Times);
    }

    /// <summary>Name and parameter.</summary>
    public sealed override string ToString() => Key;

    private protected abstract EventRange[] Cut(ReadOnlySpan<long> times);

    /// <summary>Position of the first event that is not earlier than <paramref name="time"/>, searched from <paramref name="from"/>.</summary>
    private static int LowerBound(ReadOnlySpan<long> times, int from, long time)
    {
        int low = from, high = times.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (times[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static EventRange[] CutByTime(ReadOnlySpan<long> times, int frames, long micros)
    {
        var ranges = new EventRange[frames];
        int start = 0;
        for (int i = 0; i < frames; i++)
        {
            int end = i == frames - 1 ? times.Length : LowerBound(times, start, times.Length == 0 ? 0 : times[0] + micros * (i + 1));
            ranges[i] = new EventRange(start, end);
            start = end;
        }

        return ranges;
    }

    private static int CheckedPositive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }

    /// <summary>
    /// T frames with equally many events, floor(N / T); the last takes the remainder. With fewer events than frames all
    /// but the last are empty.
    /// </summary>
    /// <param name="Steps">Number of frames T, at least 1.</param>
    public sealed record ByNumber(int Steps) : Slicing
    {
        /// <summary>Number of frames T, at least 1.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
        public int Steps { get; init => field = CheckedPositive(value, nameof(Steps)); } = CheckedPositive(Steps, nameof(Steps));

        /// <inheritdoc/>
        public override int? FixedSteps => Steps;

        /// <inheritdoc/>
        public override bool NeedsOrder => false;

        /// <inheritdoc/>
        public override string Key => $"number-{Steps}";

        private protected override EventRange[] Cut(ReadOnlySpan<long> times)
        {
            int each = times.Length / Steps;
            var ranges = new EventRange[Steps];
            for (int i = 0; i < Steps; i++)
                ranges[i] = new EventRange(i * each, i == Steps - 1 ? times.Length : (i + 1) * each);
            return ranges;
        }
    }

    /// <summary>
    /// Frames that overlap: each shows what the last slices of another rule hold together, so that it has more events at the same
    /// pace. The first frames, which have no slices before them, show fewer.
    /// </summary>
    /// <param name="Slices">The rule that cuts.</param>
    /// <param name="Window">Slices that a frame shows, at least 1.</param>
    public sealed record Trailing(Slicing Slices, int Window) : Slicing
    {
        /// <summary>Slices that a frame shows, at least 1.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
        public int Window { get; init => field = CheckedPositive(value, nameof(Window)); } = CheckedPositive(Window, nameof(Window));

        /// <inheritdoc/>
        public override int? FixedSteps => Slices.FixedSteps;

        /// <inheritdoc/>
        public override bool NeedsOrder => Slices.NeedsOrder;

        /// <inheritdoc/>
        public override string Key => $"{Slices.Key}-trailing-{Window}";

        private protected override EventRange[] Cut(ReadOnlySpan<long> times)
        {
            EventRange[] slices = Slices.Cut(times), frames = new EventRange[slices.Length];
            for (int i = 0; i < frames.Length; i++)
                frames[i] = new EventRange(slices[Math.Max(0, i - Window + 1)].Start, slices[i].End);
            return frames;
        }
    }

    /// <summary>
    /// T frames of equal duration dt = floor((t_last - t_first) / T) from the first event on; the last runs to the last
    /// event. A frame may be empty.
    /// </summary>
    /// <param name="Steps">Number of frames T, at least 1.</param>
    public sealed record ByTime(int Steps) : Slicing
    {
        /// <summary>Number of frames T, at least 1.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
        public int Steps { get; init => field = CheckedPositive(value, nameof(Steps)); } = CheckedPositive(Steps, nameof(Steps));

        /// <inheritdoc/>
        public override int? FixedSteps => Steps;

        /// <inheritdoc/>
        public override bool NeedsOrder => true;

        /// <inheritdoc/>
        public override string Key => $"time-{Steps}";

        private protected override EventRange[] Cut(ReadOnlySpan<long> times) =>
            CutByTime(times, Steps, times.IsEmpty ? 0 : (times[^1] - times[0]) / Steps);
    }

    /// <summary>
    /// Frames of a fixed duration from the first event on, max(1, ceil((t_last - t_first) / duration)) of them; the last
    /// one also takes an event that lies exactly on its end.
    /// </summary>
    /// <param name="Micros">Duration of a frame in microseconds, at least 1.</param>
    public sealed record Duration(long Micros) : Slicing
    {
        /// <summary>Duration of a frame in microseconds, at least 1.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
        public long Micros { get; init => field = CheckedMicros(value); } = CheckedMicros(Micros);

        /// <summary>The most frames there can be, at least 1, so that a long recording in short frames takes no memory for all of them; the last takes what is left. Null for any number.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
        public int? Most { get; init => field = value is { } most ? CheckedPositive(most, nameof(Most)) : null; }

        /// <inheritdoc/>
        public override int? FixedSteps => null;

        /// <inheritdoc/>
        public override bool NeedsOrder => true;

        /// <inheritdoc/>
        public override string Key => $"duration-{Micros}us";

        private protected override EventRange[] Cut(ReadOnlySpan<long> times)
        {
            if (times.IsEmpty)
                return [];
            long span = times[^1] - times[0];
            long frames = Math.Min(Most ?? long.MaxValue, Math.Max(1, span / Micros + (span % Micros > 0 ? 1 : 0)));
            if (frames > Array.MaxLength)
                throw new ArgumentException($"a recording of {span} us gives {frames} frames of {Micros} us; use a longer duration");
            return CutByTime(times, (int)frames, Micros);
        }

        private static long CheckedMicros(long value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Micros));
            return value;
        }
    }

    /// <summary>Frames of a fixed number of events; what is left at the end makes a last, smaller frame.</summary>
    /// <param name="Events">Events in a frame, at least 1.</param>
    public sealed record Count(int Events) : Slicing
    {
        /// <summary>Events in a frame, at least 1.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
        public int Events { get; init => field = CheckedPositive(value, nameof(Events)); } = CheckedPositive(Events, nameof(Events));

        /// <inheritdoc/>
        public override int? FixedSteps => null;

        /// <inheritdoc/>
        public override bool NeedsOrder => false;

        /// <inheritdoc/>
        public override string Key => $"count-{Events}";

        private protected override EventRange[] Cut(ReadOnlySpan<long> times)
        {
            var ranges = new EventRange[times.Length / Events + (times.Length % Events > 0 ? 1 : 0)];
            for (int i = 0; i < ranges.Length; i++)
                ranges[i] = new EventRange(i * Events, Math.Min(times.Length, (int)Math.Min(int.MaxValue, (i + 1L) * Events)));
            return ranges;
        }
    }
}

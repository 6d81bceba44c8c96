using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>How two recordings differ.</summary>
/// <param name="EventsA">Events of the first.</param>
/// <param name="EventsB">Events of the second.</param>
/// <param name="FirstIndex">Position of the first event that differs; null when one recording begins with the other, or both are the same.</param>
/// <param name="FirstA">That event in the first; null when it has none there.</param>
/// <param name="FirstB">That event in the second; null when it has none there.</param>
/// <param name="OnlyInA">Events that the second lacks, whatever the order.</param>
/// <param name="OnlyInB">Events that the first lacks, whatever the order.</param>
/// <param name="TimeShift">Microseconds that were added to the times of the second before comparing.</param>
public sealed record EventDifference(int EventsA, int EventsB, int? FirstIndex, Event? FirstA, Event? FirstB, int OnlyInA, int OnlyInB, long TimeShift)
{
    /// <summary>Whether both hold the same events in the same order.</summary>
    public bool Same => FirstIndex is null;

    /// <summary>Whether both hold the same events, perhaps in another order.</summary>
    public bool SameSet => OnlyInA + OnlyInB == 0;

    /// <summary>Compares two recordings.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="alignTimes">Whether the second is moved in time such that both begin at the same.</param>
    public static EventDifference Of(EventBuffer a, EventBuffer b, bool alignTimes = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        long shift = alignTimes && a.Count > 0 && b.Count > 0 ? a.Times[0] - b.Times[0] : 0;
        int first = 0, both = Math.Min(a.Count, b.Count);
        while (first < both && a[first] == Moved(b[first], shift))
            first++;
        if (first == a.Count && first == b.Count)
            return new EventDifference(a.Count, b.Count, null, null, null, 0, 0, shift);

        (int onlyA, int onlyB) = Rest(a, b, first, shift);
        return new EventDifference(
            a.Count, b.Count, first, first < a.Count ? a[first] : null, first < b.Count ? Moved(b[first], shift) : null, onlyA, onlyB, shift);
    }

    private static Event Moved(Event e, long shift) => e with { TimeMicros = e.TimeMicros + shift };

    /// <summary>Sorts what is left of both, and walks through them side by side.</summary>
    private static (int OnlyA, int OnlyB) Rest(EventBuffer a, EventBuffer b, int first, long shift)
    {
        Event[] left = Sorted(a, first, 0), right = Sorted(b, first, shift);
        int i = 0, j = 0, onlyA = 0, onlyB = 0;
        while (i < left.Length && j < right.Length)
        {
            int order = Order(left[i], right[j]);
            (onlyA, onlyB) = (onlyA + (order < 0 ? 1 : 0), onlyB + (order > 0 ? 1 : 0));
            (i, j) = (i + (order <= 0 ? 1 : 0), j + (order >= 0 ? 1 : 0));
        }

        return (onlyA + left.Length - i, onlyB + right.Length - j);
    }

    private static Event[] Sorted(EventBuffer events, int first, long shift)
    {
        var rest = new Event[events.Count - first];
        for (int i = 0; i < rest.Length; i++)
            rest[i] = Moved(events[first + i], shift);
        Array.Sort(rest, Order);
        return rest;
    }

    private static int Order(Event a, Event b) =>
        (a.TimeMicros, a.Y, a.X, a.Polarity).CompareTo((b.TimeMicros, b.Y, b.X, b.Polarity));
}

namespace Saccade.Events.Model;

/// <summary>The stable order of events by time, in linear time (radix sort from the lowest digit).</summary>
internal static class TimeOrder
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Positions of the events in order of time; events of the same time keep their order.</summary>
    public static int[] Of(ReadOnlySpan<long> times)
    {
        int[] order = new int[times.Length], next = new int[times.Length];
        long earliest = long.MaxValue, latest = long.MinValue;
        for (int i = 0; i < times.Length; i++)
        {
            order[i] = i;
            (earliest, latest) = (Math.Min(earliest, times[i]), Math.Max(latest, times[i]));
        }

        // differences as unsigned numbers are right even where their signed value would overflow
        ulong span = times.IsEmpty ? 0 : (ulong)latest - (ulong)earliest;
        Span<int> starts = stackalloc int[Digits];
        for (int shift = 0; shift < 64 && span >> shift != 0; shift += DigitBits)
        {
            Scatter(times, earliest, shift, order, next, starts);
            (order, next) = (next, order);
        }

        return order;
    }

    private static void Scatter(ReadOnlySpan<long> times, long earliest, int shift, int[] order, int[] next, Span<int> starts)
    {
        starts.Clear();
        foreach (long time in times)
            starts[Digit(time, earliest, shift)]++;
        int sum = 0;
        foreach (ref int start in starts)
            (start, sum) = (sum, sum + start);
        foreach (int at in order)
            next[starts[Digit(times[at], earliest, shift)]++] = at;
    }

    private static int Digit(long time, long earliest, int shift) => (int)(((ulong)time - (ulong)earliest) >> shift) & (Digits - 1);
}

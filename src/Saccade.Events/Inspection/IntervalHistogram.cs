namespace Saccade.Events.Inspection;

/// <summary>Counts of intervals by the microsecond, for quantiles without keeping them all; intervals of a second and more count as one second.</summary>
internal sealed class IntervalHistogram
{
    private const int Longest = 1_000_000;

    private readonly long[] _counts = new long[Longest + 1];
    private long _total;

    public void Add(long micros)
    {
        _counts[Math.Clamp(micros, 0, Longest)]++;
        _total++;
    }

    /// <summary>The interval that a share of all intervals does not exceed; 0 when there are none.</summary>
    public double Quantile(double share)
    {
        long wanted = (long)Math.Ceiling(share * _total), seen = 0;
        int at = 0;
        while (at < Longest && seen + _counts[at] < wanted)
            seen += _counts[at++];
        return at;
    }
}

namespace Saccade.Recognition;

/// <summary>Where a share probably lies.</summary>
/// <param name="Low">The lower end, 0 to 1.</param>
/// <param name="High">The upper end, 0 to 1.</param>
public sealed record Interval(double Low, double High)
{
    /// <summary>Quantile of the normal distribution that leaves 2.5 % above it.</summary>
    private const double Quantile = 1.959963984540054;

    /// <summary>
    /// The 95 % confidence interval of a share after Wilson (1927): of 100 such intervals about 95 hold the true share. It says what the choice of the samples leaves open, not what another
    /// seed would change.
    /// </summary>
    /// <param name="right">Samples that are right, 0 to <paramref name="samples"/>.</param>
    /// <param name="samples">All samples; of none, everything from 0 to 1 is left open.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than no samples, or more right ones than samples.</exception>
    public static Interval Wilson(long right, long samples) => WilsonOf(right, samples, Quantile);

    /// <summary>The same with another quantile of the normal distribution.</summary>
    internal static Interval WilsonOf(long right, long samples, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, samples);
        if (samples == 0)
            return new Interval(0, 1);
        double n = samples, share = right / n, squared = quantile * quantile;
        double middle = (share + (squared / (2 * n))) / (1 + (squared / n));
        double half = quantile / (1 + (squared / n)) * Math.Sqrt((share * (1 - share) / n) + (squared / (4 * n * n)));
        return new Interval(right == 0 ? 0 : middle - half, right == samples ? 1 : middle + half);
    }
}

namespace Saccade.Training.Benchmarks;

/// <summary>Repeated timings of one thing in three numbers.</summary>
/// <param name="Median">Seconds.</param>
/// <param name="Best">Seconds; what the machine does when nothing disturbs it.</param>
/// <param name="Spread">Half the distance of the quartiles, relative to the median.</param>
internal sealed record Timing(double Median, double Best, double Spread)
{
    private const double LowerQuartile = 0.25, Middle = 0.5, UpperQuartile = 0.75;

    /// <summary>Sums timings up.</summary>
    /// <param name="seconds">At least one.</param>
    public static Timing Of(IReadOnlyList<double> seconds)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentOutOfRangeException.ThrowIfZero(seconds.Count, nameof(seconds));
        double[] sorted = [.. seconds.Order()];
        double Quantile(double q) => sorted[(int)Math.Round(q * (sorted.Length - 1))];
        double median = Quantile(Middle);
        return new Timing(median, sorted[0], (Quantile(UpperQuartile) - Quantile(LowerQuartile)) / 2 / median);
    }
}

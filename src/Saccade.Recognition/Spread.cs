namespace Saccade.Recognition;

/// <summary>How a number varies over samples.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Sample standard deviation; 0 of a single sample.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public sealed record Spread(double Mean, double Deviation, double Least, double Most)
{
    /// <summary>That of a number which is always 0.</summary>
    public static Spread None { get; } = new(0, 0, 0, 0);

    /// <summary>The spread of some numbers.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Spread Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("got no numbers, expected at least one", nameof(values));
        double mean = values.Average(), squares = values.Sum(value => (value - mean) * (value - mean));
        return new Spread(mean, values.Count == 1 ? 0 : Math.Sqrt(squares / (values.Count - 1)), values.Min(), values.Max());
    }
}

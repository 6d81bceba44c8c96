namespace Saccade.Kernels.Normalization;

/// <summary>Count, mean and sum of squared deviations of a growing set of values.</summary>
internal struct Moments
{
    private double _count;

    public double Mean { get; private set; }

    public double SquaredDeviations { get; private set; }

    /// <summary>
    /// Adds <paramref name="count"/> values of which the sums of <c>x - shift</c> and <c>(x - shift)^2</c> are known.
    /// </summary>
    public void Add(int count, double shift, double sum, double squares)
    {
        double mean = shift + sum / count;
        double deviations = Math.Max(0, squares - sum * sum / count);
        double total = _count + count;
        double distance = mean - Mean;
        SquaredDeviations += deviations + distance * distance * (_count / total) * count;
        Mean += distance * (count / total);
        _count = total;
    }
}

using System.Globalization;

namespace Saccade.Training.Reports.Drawing;

/// <summary>A linear axis with ticks at round numbers.</summary>
internal sealed record Axis(double Minimum, double Maximum, IReadOnlyList<double> Ticks)
{
    /// <summary>An axis around values, widened to ticks.</summary>
    /// <param name="values">Finite values; may be empty.</param>
    /// <param name="limit">The largest end the axis may have; ends beyond it are cut.</param>
    public static Axis Around(IReadOnlyCollection<double> values, double limit = double.PositiveInfinity)
    {
        double low = values.Count == 0 ? 0 : values.Min(), high = values.Count == 0 ? 1 : values.Max();
        if (high - low < Math.Max(1e-9, Math.Abs(high) * 1e-6))
            (low, high) = (low - Math.Max(0.05, Math.Abs(low) * 0.05), high + Math.Max(0.05, Math.Abs(high) * 0.05));
        double step = Step((high - low) / 4);
        double first = Math.Floor((low + (step * 1e-6)) / step), last = Math.Ceiling((high - (step * 1e-6)) / step);
        double[] ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step).Where(tick => tick <= limit + 1e-9)];
        return new Axis(first * step, Math.Min(last * step, Math.Max(limit, high)), ticks);
    }

    /// <summary>An axis from one whole number to another, with whole ticks.</summary>
    public static Axis Whole(int minimum, int maximum)
    {
        int step = Math.Max(1, (int)Step((maximum - minimum) / 8.0));
        int first = (minimum + step - 1) / step * step;
        var ticks = Enumerable.Range(0, Math.Max(0, ((maximum - first) / step) + 1)).Select(i => first + (i * step));
        return new Axis(minimum, Math.Max(maximum, minimum + 1), [.. ticks.Prepend(minimum).Where((tick, i) => i > 0 || first - tick > step / 2).Select(tick => (double)tick)]);
    }

    /// <summary>Where a value lies between two positions of a picture.</summary>
    public double Place(double value, double from, double to) => from + ((value - Minimum) / (Maximum - Minimum) * (to - from));

    /// <summary>A tick as text.</summary>
    public static string Label(double tick, bool isShare) => isShare
        ? Math.Round(tick * 100, 6).ToString("0.####", CultureInfo.InvariantCulture) + " %"
        : Math.Abs(tick) is > 0 and (< 1e-3 or >= 1e6) ? tick.ToString("0.##e0", CultureInfo.InvariantCulture) : Math.Round(tick, 6).ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is at least as large.</summary>
    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(least, 1e-12))));
        double digit = least / power;
        return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
    }
}

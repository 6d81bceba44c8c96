using System.Globalization;

namespace Saccade.Events.Numerics;

/// <summary>Durations as people type them: <c>100ms</c>, <c>0.5s</c>, <c>2000us</c>, or a plain number of microseconds.</summary>
internal static class DurationText
{
    private static readonly (string Unit, double Micros)[] _units = [("us", 1), ("ms", 1e3), ("s", 1e6)];

    /// <summary>Microseconds, or null when the text is none.</summary>
    public static long? Micros(string text)
    {
        (string unit, double micros) = _units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal), ("", 1));
        bool good = double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
        return good && Math.Abs(value * micros) < 1e18 ? (long)Math.Round(value * micros) : null;
    }
}

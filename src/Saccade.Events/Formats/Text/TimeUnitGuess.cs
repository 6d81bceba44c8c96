using System.Globalization;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Text;

/// <summary>
/// The unit of times when nothing names it: integers are microseconds, fractions are seconds. Whole numbers that are written or
/// kept with a fraction could be either, and times that no camera records speak against the guess.
/// </summary>
internal sealed class TimeUnitGuess
{
    /// <summary>A day: event cameras fill their disks long before.</summary>
    private const long LongestMicros = 86_400_000_000;

    /// <summary>The year 2255, counted from 1970 as the clocks of computers do.</summary>
    private const long LatestMicros = 1L << 53;

    private const string WayOut = "give the unit (--unit microseconds, milliseconds, nanoseconds or seconds on the command line, ReadOptions.Text in code)";

    private readonly string _path;
    private long _earliest = long.MaxValue;
    private long _latest = long.MinValue;

    private TimeUnitGuess(TimeUnit unit, string path) => (Unit, _path) = (unit, path);

    /// <summary>The unit.</summary>
    public TimeUnit Unit { get; }

    /// <summary>The unit and why it was taken, in words.</summary>
    public override string ToString() => Unit == TimeUnit.Seconds ? "seconds, since times have a fraction" : "microseconds, since times are integers";

    /// <summary>Guesses from some times.</summary>
    /// <param name="areIntegers">Whether they are written or kept as integers.</param>
    /// <param name="haveFractions">Whether one of them is not whole.</param>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the times begin.</param>
    /// <exception cref="EventFormatException">They are whole numbers, but not integers.</exception>
    public static TimeUnitGuess Of(bool areIntegers, bool haveFractions, string path, long offset)
    {
        if (!areIntegers && !haveFractions)
            throw new EventFormatException(path, offset, "times whose unit is certain", "whole numbers with a point, an exponent or a floating-point type, which may be seconds or microseconds", WayOut);
        return new TimeUnitGuess(areIntegers ? TimeUnit.Microseconds : TimeUnit.Seconds, path);
    }

    /// <summary>Looks whether a camera can have recorded such times.</summary>
    /// <param name="times">The next times, in microseconds.</param>
    /// <param name="offset">Where they are.</param>
    /// <returns>What makes microseconds doubtful; null when nothing does.</returns>
    /// <exception cref="EventFormatException">Seconds cannot be right.</exception>
    public string? Doubt(ReadOnlySpan<long> times, long offset)
    {
        foreach (long time in times)
        {
            _earliest = Math.Min(_earliest, time);
            _latest = Math.Max(_latest, time);
        }

        var span = (Int128)_latest - _earliest;
        bool isTooLong = span > LongestMicros, isTooLate = _latest > LatestMicros;
        if (!isTooLong && !isTooLate)
            return null;
        string seen = isTooLong
            ? string.Create(CultureInfo.InvariantCulture, $"times that span {(double)span / LongestMicros:F1} days")
            : string.Create(CultureInfo.InvariantCulture, $"a time of {_latest} us, beyond the year 2255");
        if (Unit == TimeUnit.Seconds)
            throw new EventFormatException(_path, offset, "times within a day, as cameras record", $"{seen}, taken for seconds since they have a fraction", WayOut);
        return $"{seen}, taken for microseconds since they are integers; no camera records that: if the unit is another, give it (--unit)";
    }
}

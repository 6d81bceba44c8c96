namespace Saccade.Events.Formats.Text;

/// <summary>What the names of columns mean, in headers of text files, in NumPy and in HDF5 files.</summary>
internal static class ColumnNames
{
    /// <summary>The meaning of a name such as <c>t</c>, <c>timestamp_ns</c> or <c>polarity</c>; the unit when the name tells it.</summary>
    public static (TextColumn Column, TimeUnit? Unit) Of(string name)
    {
        string[] words = [.. Words(name)];
        var column = words.Length == 0 ? TextColumn.Ignored : words[0] switch
        {
            "t" or "time" or "times" or "ts" or "timestamp" or "timestamps" => TextColumn.Time,
            "x" or "xs" or "col" or "column" => TextColumn.X,
            "y" or "ys" or "row" => TextColumn.Y,
            "p" or "ps" or "pol" or "polarity" or "polarities" or "on" => TextColumn.Polarity,
            _ => TextColumn.Ignored,
        };
        if (words.Length <= 1)
            return (column, null);
        return column == TextColumn.Time && words.Length == 2 && Unit(words[1]) is { } unit ? (column, unit) : (TextColumn.Ignored, null);
    }

    /// <summary>The power of ten that turns a unit into microseconds.</summary>
    public static int Shift(TimeUnit unit) => unit switch
    {
        TimeUnit.Microseconds => 0,
        TimeUnit.Seconds => 6,
        TimeUnit.Milliseconds => 3,
        TimeUnit.Nanoseconds => -3,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "no such unit of time"),
    };

    /// <summary>Whether each of the four columns of an event is there once.</summary>
    public static bool AreComplete(IReadOnlyList<TextColumn> columns)
    {
        int[] counts = new int[5];
        foreach (var column in columns)
        {
            if (!Enum.IsDefined(column))
                return false;
            counts[(int)column]++;
        }

        return counts is [_, 1, 1, 1, 1];
    }

    private static TimeUnit? Unit(string word) => word switch
    {
        "us" or "µs" or "usec" or "micros" or "microseconds" => TimeUnit.Microseconds,
        "s" or "sec" or "secs" or "seconds" => TimeUnit.Seconds,
        "ms" or "msec" or "millis" or "milliseconds" => TimeUnit.Milliseconds,
        "ns" or "nsec" or "nanos" or "nanoseconds" => TimeUnit.Nanoseconds,
        _ => null,
    };

    private static IEnumerable<string> Words(string name)
    {
        string lower = name.ToLowerInvariant();
        for (int first = 0, i = 0; i <= lower.Length; i++)
        {
            if (i < lower.Length && char.IsLetterOrDigit(lower[i]))
                continue;
            if (i > first)
                yield return lower[first..i];
            first = i + 1;
        }
    }
}

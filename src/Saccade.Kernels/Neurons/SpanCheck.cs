namespace Saccade.Kernels.Neurons;

/// <summary>What the public kernels over spans require of them.</summary>
internal static class SpanCheck
{
    /// <summary>Throws unless <paramref name="span"/> has <paramref name="expected"/> elements.</summary>
    public static void Length(ReadOnlySpan<float> span, long expected, string name, string why)
    {
        if (span.Length != expected)
            throw new ArgumentException($"{name} has {span.Length} floats, expected {expected} ({why})", name);
    }

    /// <summary>Throws if the spans share memory, other than being the same from their first element on.</summary>
    public static void SameOrApart(ReadOnlySpan<float> first, ReadOnlySpan<float> second, string firstName, string secondName)
    {
        if (first.Overlaps(second, out int offset) && offset != 0)
            throw new ArgumentException($"{secondName} overlaps {firstName} shifted by {offset} floats; give the same or separate memory", secondName);
    }

    /// <summary>Throws if the spans share memory.</summary>
    public static void Apart(ReadOnlySpan<float> first, ReadOnlySpan<float> second, string firstName, string secondName)
    {
        if (first.Overlaps(second))
            throw new ArgumentException($"{secondName} overlaps {firstName}; give separate memory", secondName);
    }

    /// <summary>Throws unless <c>0 &lt;= begin &lt;= end &lt;= count</c>.</summary>
    public static void Range(int begin, int end, int count)
    {
        if (begin < 0 || end < begin || end > count)
            throw new ArgumentOutOfRangeException(nameof(begin), $"the range [{begin}, {end}) is not a part of [0, {count})");
    }
}

namespace Saccade.Schema;

/// <summary>Makes lists of values; collection expressions use it.</summary>
public static class ValueList
{
    /// <summary>A list of these values, copied.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}

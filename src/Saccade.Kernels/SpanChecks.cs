using System.Diagnostics.CodeAnalysis;

namespace Saccade.Kernels;

/// <summary>Preconditions that kernels share; every message says what was got and what was expected.</summary>
internal static class SpanChecks
{
    /// <summary>Throws unless <paramref name="actual"/> is <paramref name="expected"/>.</summary>
    public static void Length(int actual, long expected, string name, string meaning)
    {
        if (actual != expected)
            ThrowLength(actual, expected, name, meaning);
    }

    /// <summary>Throws unless <paramref name="actual"/> is the length of another buffer.</summary>
    public static void SameLength(int actual, int other, string name, string otherName)
    {
        // The text is made for the exception only: kernels do not allocate.
        if (actual != other)
            ThrowLength(actual, other, name, $"as many as '{otherName}'");
    }

    /// <summary>The number of rows of a [rows, channels] buffer.</summary>
    public static int Rows(int length, int channels, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (length % channels != 0)
            ThrowRows(length, channels, name);
        return length / channels;
    }

    /// <summary>Throws if two buffers share memory without being the same elements at the same places.</summary>
    public static void NoPartialOverlap(ReadOnlySpan<float> input, ReadOnlySpan<float> output, string inputName, string outputName)
    {
        if (input.Overlaps(output, out int offset) && offset != 0)
            ThrowOverlap(offset, inputName, outputName);
    }

    /// <summary>Throws if two buffers share any memory.</summary>
    public static void NoOverlap(ReadOnlySpan<float> input, ReadOnlySpan<float> output, string inputName, string outputName)
    {
        if (input.Overlaps(output))
            throw new ArgumentException($"'{outputName}' shares memory with '{inputName}'; this kernel cannot work in place, pass another buffer", outputName);
    }

    /// <summary>Throws unless [start, start + count) lies within [0, length).</summary>
    public static void Range(int start, int count, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (start > length - count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"the range of {count} elements from {start} goes beyond the {length} elements there are");
    }

    /// <summary>Throws unless <c>0 &lt;= begin &lt;= end &lt;= length</c>.</summary>
    public static void Interval(int begin, int end, int length)
    {
        if (begin < 0 || end < begin || end > length)
            throw new ArgumentOutOfRangeException(nameof(begin), $"the range [{begin}, {end}) is not a part of [0, {length})");
    }

    /// <summary>Throws unless <paramref name="chunk"/> is one of <paramref name="chunks"/>.</summary>
    public static void Chunk(int chunk, int chunks)
    {
        if ((uint)chunk >= (uint)chunks)
            throw new ArgumentOutOfRangeException(nameof(chunk), chunk, $"there are {chunks} chunks, counted from 0");
    }

    [DoesNotReturn]
    private static void ThrowLength(int actual, long expected, string name, string meaning)
        => throw new ArgumentException($"'{name}' has {actual} elements; expected {expected} ({meaning})", name);

    [DoesNotReturn]
    private static void ThrowRows(int length, int channels, string name)
        => throw new ArgumentException($"'{name}' has {length} elements, which is not a whole number of rows of {channels} channels", name);

    [DoesNotReturn]
    private static void ThrowOverlap(int offset, string inputName, string outputName)
        => throw new ArgumentException($"'{outputName}' overlaps '{inputName}' at an offset of {offset} elements; pass the same buffer or a separate one", outputName);
}

namespace Saccade.Events.Frames;

/// <summary>What a network is shown for a count of events.</summary>
public enum CountScale
{
    /// <summary>The count.</summary>
    Linear = 0,

    /// <summary>ln(1 + count): busy pixels count less, no event is lost.</summary>
    Log = 1,

    /// <summary>1 where there is an event.</summary>
    Binary = 2,
}

/// <summary>Applies a <see cref="CountScale"/>.</summary>
public static class CountScales
{
    private static readonly float[][] _ofBytes =
        [.. Enum.GetValues<CountScale>().Select(scale => Enumerable.Range(0, byte.MaxValue + 1).Select(n => Value(scale, n)).ToArray())];

    /// <summary>Scales counts in place.</summary>
    public static void Apply(this CountScale scale, Span<float> counts)
    {
        if (scale == CountScale.Linear)
            return;
        var table = scale.OfBytes();
        for (int i = 0; i < counts.Length; i++)
        {
            float count = counts[i];
            counts[i] = count is >= 0 and <= byte.MaxValue && count == (int)count ? table[(int)count] : Value(scale, count);
        }
    }

    /// <summary>What is shown for the counts 0 to 255.</summary>
    internal static ReadOnlySpan<float> OfBytes(this CountScale scale) => _ofBytes[(int)scale];

    private static float Value(CountScale scale, float count) => scale switch
    {
        CountScale.Linear => count,
        CountScale.Log => (float)Math.Log(1.0 + count),
        CountScale.Binary => count > 0 ? 1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(scale), scale, "no such scale of counts"),
    };
}

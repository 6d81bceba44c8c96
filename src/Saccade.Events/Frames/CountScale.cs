namespace Saccade.Events.Frames;

/// <summary>What a network is shown for a count of events n; of signed counts the sign is kept.</summary>
public enum CountScale
{
    /// <summary>The count.</summary>
    Linear = 0,

    /// <summary>ln(1 + n): busy pixels count less, no event is lost.</summary>
    Log = 1,

    /// <summary>1 where there is an event.</summary>
    Binary = 2,

    /// <summary>n divided by the largest count in the frames of the recording, so it must be known whole.</summary>
    Largest = 3,

    /// <summary>n divided by the mean of the counts that are not 0 in the frames of the recording, so it must be known whole.</summary>
    Mean = 4,
}

/// <summary>Applies a <see cref="CountScale"/>.</summary>
public static class CountScales
{
    private static readonly float[][] _ofBytes =
        [.. Enum.GetValues<CountScale>().Select(scale => Enumerable.Range(0, byte.MaxValue + 1).Select(n => Value(scale, n)).ToArray())];

    /// <summary>Whether what is shown for a count depends on the other counts of the recording: such frames cannot be shown while the recording goes on.</summary>
    public static bool NeedsRecording(this CountScale scale) => scale is CountScale.Largest or CountScale.Mean;

    /// <summary>Scales the counts of all frames of a recording in place.</summary>
    public static void Apply(this CountScale scale, Span<float> counts) => scale.Apply(counts, scale.FactorOf(counts));

    /// <summary>Scales counts in place.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="counts">Some counts of a recording.</param>
    /// <param name="factor">What <see cref="FactorOf(CountScale, ReadOnlySpan{float})"/> says of all of them.</param>
    internal static void Apply(this CountScale scale, Span<float> counts, float factor)
    {
        if (scale == CountScale.Linear)
            return;
        var table = scale.OfBytes();
        for (int i = 0; i < counts.Length; i++)
        {
            float count = counts[i];
            counts[i] = factor * (count is >= 0 and <= byte.MaxValue && count == (int)count ? table[(int)count] : Value(scale, count));
        }
    }

    /// <summary>What the counts of a recording are multiplied by; 1 where they have no say in it, and for a recording without events.</summary>
    internal static float FactorOf(this CountScale scale, ReadOnlySpan<float> counts)
    {
        if (!scale.NeedsRecording())
            return 1;
        double largest = 0, sum = 0;
        long used = 0;
        foreach (float count in counts)
        {
            double size = Math.Abs(count);
            (largest, sum, used) = (Math.Max(largest, size), sum + size, used + (size > 0 ? 1 : 0));
        }

        return used == 0 ? 1 : (float)(scale == CountScale.Largest ? 1 / largest : used / sum);
    }

    /// <inheritdoc cref="FactorOf(CountScale, ReadOnlySpan{float})"/>
    internal static float FactorOf(this CountScale scale, ReadOnlySpan<byte> counts)
    {
        if (!scale.NeedsRecording())
            return 1;
        float[] values = new float[counts.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = counts[i];
        return scale.FactorOf(values);
    }

    /// <summary>What is shown for the counts 0 to 255, before the factor.</summary>
    internal static ReadOnlySpan<float> OfBytes(this CountScale scale) => _ofBytes[(int)scale];

    private static float Value(CountScale scale, float count) => scale switch
    {
        CountScale.Linear or CountScale.Largest or CountScale.Mean => count,
        CountScale.Log => (float)Math.CopySign(Math.Log(1.0 + Math.Abs(count)), count),
        CountScale.Binary => Math.Sign(count),
        _ => throw new ArgumentOutOfRangeException(nameof(scale), scale, "no such scale of counts"),
    };
}

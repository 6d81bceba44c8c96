namespace Saccade.Events.Frames;

/// <summary>What becomes of the two polarities of events in a frame.</summary>
public enum PolarityRule
{
    /// <summary>A channel for each, OFF then ON.</summary>
    Separate = 0,

    /// <summary>One channel with the number of both.</summary>
    Merged = 1,

    /// <summary>One channel with ON less OFF.</summary>
    Signed = 2,
}

/// <summary>From counts of both polarities to the channels of a <see cref="PolarityRule"/>.</summary>
public static class PolarityRules
{
    /// <summary>Channels of a frame.</summary>
    public static int Channels(this PolarityRule rule) => rule == PolarityRule.Separate ? FrameBuffer.Channels : 1;

    /// <summary>Writes the channels of a frame.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="counts">Counts [H, W, 2], OFF then ON.</param>
    /// <param name="frame">Receives [H, W, C].</param>
    /// <exception cref="ArgumentException">The frame does not have the expected length.</exception>
    public static void Combine(this PolarityRule rule, ReadOnlySpan<float> counts, Span<float> frame)
    {
        int expected = counts.Length / FrameBuffer.Channels * rule.Channels();
        if (frame.Length != expected)
            throw new ArgumentException($"polarity {rule} makes {expected} values of {counts.Length} counts, got room for {frame.Length}", nameof(frame));
        if (rule == PolarityRule.Separate)
        {
            counts.CopyTo(frame);
            return;
        }

        float sign = rule == PolarityRule.Merged ? 1 : -1;
        for (int i = 0; i < frame.Length; i++)
            frame[i] = counts[2 * i + 1] + sign * counts[2 * i];
    }
}

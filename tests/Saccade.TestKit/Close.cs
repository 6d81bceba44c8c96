using Xunit;

namespace Saccade.TestKit;

/// <summary>Comparisons of float sequences that name the first element that differs.</summary>
public static class Close
{
    /// <summary>Every bit equal (so 0 and -0 differ, and NaN equals the same NaN).</summary>
    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}; bits differ");
        }
    }

    /// <summary>
    /// |expected - actual| at most <paramref name="relative"/> times the largest magnitude of the expected values
    /// (a sum's rounding error grows with its terms, not with its result), or at most <paramref name="absolute"/>.
    /// </summary>
    public static void Relative(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative, string what = "", double absolute = 1e-7)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        foreach (float e in expected)
            scale = Math.Max(scale, Math.Abs(e));

        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs((double)expected[i] - actual[i]);
            if (!(error <= Math.Max(relative * scale, absolute)))
                Assert.Fail($"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}; error {error:G3} of scale {scale:G3}, allowed {relative:G2}");
        }
    }
}

using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Conversion;

public sealed class WholeWeightTests
{
    private const int Channels = 7;

    [Theory]
    [InlineData(1f)]
    [InlineData(1e-30f)]
    [InlineData(1e-42f)] // scales below the smallest normal number
    [InlineData(1e30f)]
    public void ForFile_WhatWasRoundedBefore_IsTheSame(float size)
    {
        float[] weight = Weights(size), again = new float[weight.Length];
        var first = WholeWeight.ForFile(weight, Channels);
        first.CopyTo(again);

        var second = WholeWeight.ForFile(again, Channels);

        Assert.Equal(first.Values, second.Values);
        Close.SameBits(first.Scales, second.Scales, "scales");
        for (int i = 0; i < again.Length; i++)
            Assert.Equal((double)first.Values[i] * first.Scales[i % Channels], again[i]); // the product is exact
    }

    [Fact]
    public void ForFile_Weights_AreNearestAndUseAllNumbers()
    {
        float[] weight = Weights(1), rounded = new float[weight.Length];
        var whole = WholeWeight.ForFile(weight, Channels);
        whole.CopyTo(rounded);

        for (int c = 0; c < Channels; c++)
            Assert.Equal(WholeWeight.Largest, whole.Values.Where((_, i) => i % Channels == c).Max(v => Math.Abs((int)v)));
        for (int i = 0; i < weight.Length; i++)
            Assert.InRange(Math.Abs(weight[i] - rounded[i]), 0, 0.5001f * whole.Scales[i % Channels]);
    }

    [Fact]
    public void ForFile_SharesOfTheLargest_CutsWhatIsLarger()
    {
        var whole = WholeWeight.ForFile([1, 2, -0.5f, -4], 2, [0.5f, 1]);

        Assert.Equal([127, 63, -127, -127], whole.Values.Select(v => (int)v));
        Assert.Equal(0.5f / 127, whole.Scales[0], 1e-6f);
    }

    [Fact]
    public void ForFile_ChannelOfZeros_StaysZero() => Assert.Equal([0, 127], WholeWeight.ForFile([0, 3], 2).Values.Select(v => (int)v));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ForFile_WhatIsNoNumber_IsRefused(float value)
        => Assert.Contains($"got the weight {value} at index 1", Assert.Throws<ArgumentException>(() => WholeWeight.ForFile([1, value], 2)).Message, StringComparison.Ordinal);

    private static float[] Weights(float size)
    {
        var random = new CounterRandom(3, RandomPurpose.Test);
        float[] weight = new float[90 * Channels];
        foreach (ref float w in weight.AsSpan())
            w = size * ((2 * random.NextSingle()) - 1);
        return weight;
    }
}

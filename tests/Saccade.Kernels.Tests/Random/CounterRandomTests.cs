using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Kernels.Tests.Random;

public sealed class CounterRandomTests
{
    [Fact]
    public void NextUInt32_ZeroKey_IsPhilox4x32()
    {
        // Known answer of the Random123 distribution: philox4x32-10, counter 0, key 0.
        var random = new CounterRandom(0, RandomPurpose.Initialisation);

        Assert.Equal(0x6627e8d5u, random.NextUInt32());
        Assert.Equal(0xe169c58du, random.NextUInt32());
        Assert.Equal(0xbc57ac4cu, random.NextUInt32());
        Assert.Equal(0x9b00dbd8u, random.NextUInt32());
    }

    [Fact]
    public void NextInt32_ManyDraws_CoversRangeEvenly()
    {
        var random = new CounterRandom(1, RandomPurpose.Test);
        int[] counts = new int[7];

        for (int i = 0; i < 70_000; i++)
            counts[random.NextInt32(-3, 4) + 3]++;

        Assert.All(counts, c => Assert.InRange(c, 9_500, 10_500));
    }

    [Fact]
    public void Streams_OfDifferentKeys_Differ()
    {
        var a = new CounterRandom(5, RandomPurpose.Order, 1, 2);
        var b = new CounterRandom(5, RandomPurpose.Order, 1, 3);
        var c = new CounterRandom(5, RandomPurpose.Augmentation, 1, 2);

        Assert.NotEqual(a.NextUInt64(), b.NextUInt64());
        Assert.NotEqual(new CounterRandom(5, RandomPurpose.Order, 1, 2).NextUInt64(), c.NextUInt64());
    }

    [Fact]
    public void NextGaussian_HasUnitVariance()
    {
        var random = new CounterRandom(9, RandomPurpose.Test);
        double sum = 0, squares = 0;
        const int n = 50_000;

        for (int i = 0; i < n; i++)
        {
            double g = random.NextGaussian();
            sum += g;
            squares += g * g;
        }

        Assert.Equal(0, sum / n, 0.02);
        Assert.Equal(1, squares / n, 0.03);
    }
}

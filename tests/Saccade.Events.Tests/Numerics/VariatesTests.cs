using Saccade.Events.Numerics;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Numerics;

public sealed class VariatesTests
{
    [Fact]
    public void Exp_EveryRange_IsThatOfThePlatform()
    {
        for (double x = -708; x <= 709; x += 0.37)
            Assert.InRange(PortableMath.Exp(x) / Math.Exp(x), 1 - 1e-13, 1 + 1e-13);

        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Exp(-709));
        Assert.Equal(0, PortableMath.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(710));
        Assert.True(double.IsNaN(PortableMath.Exp(double.NaN)));
    }

    [Fact]
    public void Gaussians_HaveTheMomentsOfTheNormalDistribution()
    {
        var random = new CounterRandom(3, RandomPurpose.Test);
        double[] all = [.. Enumerable.Range(0, 20_000).SelectMany(_ => Pair(ref random))];

        Moments(all, 0, 1);
        Assert.InRange(all.Count(x => x < -1) / 40_000.0, 0.1587 - 0.006, 0.1587 + 0.006);
        Assert.InRange(all.Average(x => x * x * x * x), 2.85, 3.15);

        static double[] Pair(ref CounterRandom random)
        {
            (double a, double b) = Variates.Gaussians(ref random);
            return [a, b];
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(30)]
    public void LogGamma_HasMeanAndVarianceOfItsShape(double shape)
    {
        var random = new CounterRandom(5, RandomPurpose.Test);

        Moments([.. Enumerable.Range(0, 20_000).Select(_ => Math.Exp(Variates.LogGamma(ref random, shape)))], shape, shape);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.2, 0.2)]
    [InlineData(4, 1.5)]
    [InlineData(0.001, 0.001)]
    public void Beta_HasMeanAndVarianceOfItsShapes(double a, double b)
    {
        var random = new CounterRandom(6, RandomPurpose.Test);
        double[] all = [.. Enumerable.Range(0, 20_000).Select(_ => Variates.Beta(ref random, a, b))];

        Assert.All(all, x => Assert.InRange(x, 0, 1));
        Moments(all, a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1)));
    }

    [Fact]
    public void Beta_OfTwoOnes_IsUniform()
    {
        var random = new CounterRandom(7, RandomPurpose.Test);
        double[] all = [.. Enumerable.Range(0, 10_000).Select(_ => Variates.Beta(ref random, 1, 1)).Order()];

        // Kolmogorov-Smirnov: 1.63 / sqrt(n) is the 1 % limit
        Assert.InRange(all.Select((x, i) => Math.Abs(x - (i + 0.5) / all.Length)).Max(), 0, 0.0163);
    }

    [Fact]
    public void Exponential_HasMeanAndVarianceOne()
    {
        var random = new CounterRandom(8, RandomPurpose.Test);

        Moments([.. Enumerable.Range(0, 20_000).Select(_ => Variates.Exponential(ref random))], 1, 1);
    }

    [Fact]
    public void Variates_OfAKey_AreFixedForEver()
    {
        var random = new CounterRandom(1, RandomPurpose.Test);

        // the numbers of the first build: every processor and system must give them to the bit
        (double first, double second) = Variates.Gaussians(ref random);
        double[] drawn = [first, second, Variates.LogGamma(ref random, 0.4), Variates.Beta(ref random, 0.5, 0.5), Variates.Exponential(ref random)];
        Assert.Equal([0.6105293267437425, -1.4502698562226473, 0.23385318050048587, 0.8054615269799433, 0.9934213254946109], drawn);
    }

    private static void Moments(double[] values, double mean, double variance)
    {
        double average = values.Average(), spread = values.Average(v => (v - mean) * (v - mean));
        Assert.InRange(average, mean - 5 * Math.Sqrt(variance / values.Length), mean + 5 * Math.Sqrt(variance / values.Length));
        Assert.InRange(spread, 0.85 * variance, 1.15 * variance);
    }
}

using Saccade.Networks;
using Xunit;

namespace Saccade.Tests.Networks.Neurons;

public sealed class DspikeTests
{
    [Theory]
    [InlineData(3, 0.5)]
    [InlineData(3, 3)]
    [InlineData(0.2, 1)]
    [InlineData(40, 0.5)]
    public void Derivative_IsThatOfTheCutOffTangent_AndIntegratesToOne(float b, float r)
    {
        var surrogate = new Dspike(b, r);
        double Primitive(double u) => Math.Tanh(b * Math.Clamp(u, -r, r)) / (2 * Math.Tanh(b * (double)r)) + 0.5;

        const double Step = 1e-6;
        foreach (double u in (double[])[-1.1 * r, -0.9 * r, -0.3 * r, 0, 0.01, 0.5 * r, 0.99 * r, 1.01 * r, 100])
            Assert.Equal((Primitive(u + Step) - Primitive(u - Step)) / (2 * Step), surrogate.Derivative(u), 1e-6 * Math.Max(1, b * b));

        int count = 200_000;
        double width = 2.0 * r / count;
        Assert.Equal(1, Enumerable.Range(0, count).Sum(i => surrogate.Derivative(-r + (i + 0.5) * width)) * width, 1e-4);
    }

    [Fact]
    public void Temperature_Small_IsARectangle() => Assert.All([-0.49, 0, 0.3], u => Assert.Equal(1, new Dspike(1e-3f, 0.5f).Derivative(u), 1e-5));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, float.NaN)]
    [InlineData(float.PositiveInfinity, 1)]
    public void Argument_ThatIsNotFiniteAndAboveZero_IsRefused(float b, float r) => Assert.Throws<ArgumentOutOfRangeException>(() => new Dspike(b, r));
}

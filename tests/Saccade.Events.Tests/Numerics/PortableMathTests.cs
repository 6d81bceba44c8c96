using Saccade.Events.Numerics;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Numerics;

public sealed class PortableMathTests
{
    [Fact]
    public void LogAndSinCos_AgreeWithThePlatform()
    {
        var random = new CounterRandom(1, RandomPurpose.Test);
        for (int i = 0; i < 20_000; i++)
        {
            double value = Math.Pow(10, 12 * random.NextDouble() - 9), angle = 60 * random.NextDouble() - 30;
            Assert.Equal(Math.Log(value), PortableMath.Log(value), 1e-12 * Math.Max(1, Math.Abs(Math.Log(value))));
            Assert.Equal(Math.Sin(angle), PortableMath.SinCos(angle).Sin, 1e-12);
            Assert.Equal(Math.Cos(angle), PortableMath.SinCos(angle).Cos, 1e-12);
        }

        Assert.Equal(0, PortableMath.Log(1));
        Assert.Equal((0, 1), PortableMath.SinCos(0));
    }

    [Fact]
    public void Exp_OverItsRange_IsNearTheLibrarys()
    {
        for (double x = -700; x <= 700; x += 0.37)
            Assert.InRange(PortableMath.Exp(x) / Math.Exp(x), 1 - 1e-12, 1 + 1e-12);
        Assert.Equal(1, PortableMath.Exp(0));
    }

    [Fact]
    public void Normal_ManyDraws_HaveTheMomentsOfANormal()
    {
        var random = new CounterRandom(1, RandomPurpose.Test, 9);
        const int Draws = 200_000;
        double sum = 0, squares = 0, fourth = 0;
        for (int i = 0; i < Draws; i++)
        {
            double x = PortableMath.Normal(ref random);
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
        }

        // four standard errors of 200,000 draws
        Assert.InRange(sum / Draws, -0.009, 0.009);
        Assert.InRange(squares / Draws, 0.987, 1.013);
        Assert.InRange(fourth / Draws, 2.85 - 0.09, 2.85 + 0.09);
    }
}

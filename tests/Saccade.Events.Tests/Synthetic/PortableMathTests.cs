using Saccade.Events.Synthetic;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Synthetic;

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
}

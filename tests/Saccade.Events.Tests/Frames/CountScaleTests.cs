using Saccade.Events.Frames;
using Xunit;

namespace Saccade.Events.Tests.Frames;

public sealed class CountScaleTests
{
    [Theory]
    [InlineData(CountScale.Linear)]
    [InlineData(CountScale.Log)]
    [InlineData(CountScale.Binary)]
    public void Apply_AnyCount_IsTheFormula(CountScale scale)
    {
        float[] counts = [.. Enumerable.Range(0, 600).Select(i => (float)i), 1e6f, 1 << 24];
        float[] scaled = [.. counts];

        scale.Apply(scaled);

        for (int i = 0; i < counts.Length; i++)
        {
            Assert.Equal(scale switch { CountScale.Log => (float)Math.Log(1.0 + counts[i]), CountScale.Binary => Math.Min(counts[i], 1), _ => counts[i] }, scaled[i]);
            if (i <= byte.MaxValue)
                Assert.Equal(scaled[i], scale.OfBytes()[i]); // bytes and floats show the same
        }

        Assert.Equal(256, scale.OfBytes().Length);
    }

    [Fact]
    public void Apply_Nothing_IsZeroOnEveryScale() => Assert.All(Enum.GetValues<CountScale>(), scale => Assert.Equal(0, scale.OfBytes()[0]));

    [Fact]
    public void Apply_NoCount_IsLeftInItsPlace()
    {
        float[] values = [0.5f, 2.5f];

        CountScale.Log.Apply(values);

        Assert.Equal([(float)Math.Log(1.5), (float)Math.Log(3.5)], values);
    }

    [Fact]
    public void Apply_NoSuchScale_IsAnError() => Assert.ThrowsAny<Exception>(() => ((CountScale)9).Apply(new float[1]));
}

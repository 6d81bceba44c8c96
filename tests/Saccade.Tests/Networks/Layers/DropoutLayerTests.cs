using Saccade.Networks;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

public sealed class DropoutLayerTests : IDisposable
{
    private const int Steps = 3, Samples = 4;
    private static readonly float[] _ones = [.. Enumerable.Repeat(1f, Steps * Samples * Nets.Input.Count)];
    private readonly Engine _engine = new(2);
    private readonly Network _network = Network.Create(
        Nets.Of(new Dropout(0.25), new Relu(), new Dropout(0.25), new Flatten(), new Linear(2)), 1);

    [Fact]
    public void Training_OneMaskForAllStepsOfASample()
    {
        float[] y = Masked("0", 1, 0);
        int sample = Nets.Input.Count, step = Samples * sample;

        Assert.All(y, v => Assert.True(v is 0 or 1 / 0.75f));
        for (int t = 1; t < Steps; t++)
            Close.SameBits(y.AsSpan(0, step), y.AsSpan(t * step, step), $"step {t}");
        Assert.NotEqual(y[..sample], y[sample..(2 * sample)]);

        // 384 draws of probability 1/4: five standard deviations are 0.11.
        Assert.Equal(0.25, y.Take(step).Count(v => v == 0) / (double)step, 0.11);
    }

    [Fact]
    public void Training_MaskFollowsFromSeedStepAndLayer()
    {
        float[] y = Masked("0", 1, 5);

        Close.SameBits(y, Masked("0", 1, 5));
        Assert.NotEqual(y, Masked("0", 1, 6));
        Assert.NotEqual(y, Masked("0", 2, 5));

        // The second layer drops among what the first has left: were their masks equal, it would drop nothing more.
        float[] second = Masked("2", 1, 5);
        Assert.True(second.Count(v => v == 0) > y.Count(v => v == 0) * 1.4);
    }

    [Fact]
    public void Evaluation_DoesNothing() => Close.SameBits(_ones, Nets.Output(_engine, _network, "2", Steps, Samples, _ones));

    public void Dispose() => _engine.Dispose();

    private float[] Masked(string layer, ulong seed, long step)
        => Nets.Output(_engine, _network, layer, Steps, Samples, _ones, pass => pass with { Noise = (seed, step) });
}

using Saccade.Networks;
using Saccade.Tensors;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Parameters;

/// <summary>Start values, as VGG-SNN draws them (Deng et al. 2022, arXiv 2202.11946).</summary>
public sealed class InitialisersTests
{
    private static readonly NetworkDescription _description = Nets.Of(
        new Convolution(64), new BatchNorm(Scale: 0.5f), new Quantised(4, 8), new Convolution(64, Groups: 2, Padding: 1),
        new Spiking(new NeuronDescription { Kind = NeuronKind.Plif, Tau = 3 }), new Flatten(), new Linear(20));

    private readonly Network _network = Network.Create(_description, seed: 5);

    [Theory]
    [InlineData("0.weight", 9 * 64)]
    [InlineData("3.weight", 9 * 32)]
    public void ConvolutionWeight_IsNormalWithKaimingDeviationOfItsFanOut(string name, int fanOut)
    {
        float[] values = Values(name);
        double deviation = Math.Sqrt(2.0 / fanOut), mean = values.Average(), spread = Math.Sqrt(values.Average(v => v * v));

        // The standard errors are deviation / sqrt(n) and deviation / sqrt(2 n); n is 1,152 and 18,432.
        Assert.Equal(0, mean, 5 * deviation / Math.Sqrt(values.Length));
        Assert.Equal(deviation, spread, 5 * deviation / Math.Sqrt(2 * values.Length));
        Assert.Equal(0.954, values.Count(v => Math.Abs(v) < 2 * deviation) / (double)values.Length, 0.03);
    }

    [Theory]
    [InlineData("0.bias", 18)]
    [InlineData("3.bias", 9 * 32)]
    [InlineData("6.weight", 64 * 48)]
    public void BiasesAndLinearWeights_AreUniformWithinTheRootOfTheFanIn(string name, int fanIn)
    {
        float[] values = Values(name);
        double bound = 1 / Math.Sqrt(fanIn);

        Assert.All(values, v => Assert.InRange(v, -bound, bound));
        Assert.True(values.Max() > 0.9 * bound && values.Min() < -0.9 * bound);
        Assert.Equal(bound / Math.Sqrt(3), Math.Sqrt(values.Average(v => v * v)), bound * 0.15);
    }

    [Fact]
    public void Others_AreConstants()
    {
        Assert.All(Values("1.weight"), v => Assert.Equal(0.5f, v));
        Assert.All(Values("1.bias").Concat(Values("1.running_mean")).Concat(Values("6.bias")), v => Assert.Equal(0, v));
        Assert.All(Values("1.running_var"), v => Assert.Equal(1, v));
        Assert.Equal(8, Values("2.threshold")[0]);
        Assert.Equal(1 / 3.0, 1 / (1 + Math.Exp(-Values("4.membrane")[0])), 1e-6);
    }

    [Fact]
    public void Create_SameSeed_SameBits_OtherSeedOthers()
    {
        var again = Network.Create(_description, seed: 5);
        var other = Network.Create(_description, seed: 6);

        foreach (var (p, i) in _network.Parameters.Select((p, i) => (p, i)))
        {
            Close.SameBits(p.Values, again.Parameters[i].Values, p.Name);
            bool drawn = p.Kind == ParameterKind.Weight || (p.Kind == ParameterKind.Bias && p.Name != "6.bias");
            Assert.Equal(!drawn, p.Values.SequenceEqual(other.Parameters[i].Values));
        }
    }

    [Fact]
    public void Create_TwoLayersOfOneShape_AreDrawnApart()
    {
        var network = Network.Create(Nets.Of(new Convolution(2), new Convolution(2), new Flatten(), new Linear(2)), 1);

        Assert.DoesNotContain(network.Parameters[0].Values, v => network.Parameters[2].Values.Contains(v));
    }

    private float[] Values(string name) => _network.Parameters.Single(p => p.Name == name).Values;
}

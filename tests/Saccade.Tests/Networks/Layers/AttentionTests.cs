using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Spiking self-attention against its formula, in either order of the products, and the networks made of it.</summary>
public sealed class AttentionTests : IDisposable
{
    private const int Steps = 2, Samples = 2, Height = 2, Width = 3, Positions = Height * Width;

    private readonly Engine _engine = new(2);

    // Positions are 6: heads of fewer channels take Q (K V), of more (Q K) V.
    [Theory]
    [InlineData(4, 2)]
    [InlineData(4, 1)]
    [InlineData(14, 2)]
    [InlineData(8, 1)]
    public void Layer_ValueAndGradient_AreThoseOfTheFormula(int channels, int heads)
    {
        var layer = Layer(channels, heads, 0.3f);
        var x = Input(channels, RandomData.Normal(Steps * Samples * Positions * 3 * channels, 4));

        var error = new GradientCheck(tape => layer.Forward(tape.Use(x, true), new ForwardPass(tape)), x) { Reference = values => Formula(values[0], channels, heads, 0.3f), Step = 1e-3 }.Worst(_engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
        Assert.Equal(2L * Positions * channels * Math.Min(Positions, channels / heads), layer.MultiplyAdds);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(14, 2)]
    public void Layer_OfSpikes_IsExactInBothOrders(int channels, int heads)
    {
        float[] spikes = RandomData.Spikes(Steps * Samples * Positions * 3 * channels, 0.5, 7);
        using var tape = new Tape(_engine, recording: false);

        float[] got = Layer(channels, heads, 1).Forward(tape.Use(Input(channels, spikes), false), new ForwardPass(tape)).Values.ToArray();

        Assert.Equal(Formula([.. spikes.Select(v => (double)v)], channels, heads, 1), got.Select(v => (double)v));
        Assert.Contains(got, v => v > 1);
    }

    [Fact]
    public void Layer_ChannelsThatDoNotDivide_AreRefused()
    {
        Assert.Contains("got 10 channels, 1 heads", Assert.Throws<ArgumentException>(() => new Attention(1).OutputOf(new FeatureSize(2, 2, 10))).Message, StringComparison.Ordinal);
        Assert.Contains("got 12 channels, 3 heads", Assert.Throws<ArgumentException>(() => new Attention(3).OutputOf(new FeatureSize(2, 2, 12))).Message, StringComparison.Ordinal);
        Assert.Contains("needs a map", Assert.Throws<ArgumentException>(() => new Attention(1).OutputOf(FeatureSize.Flat(12))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 256, 16, 4, 128, 2, 10, 2_566_666)]
    [InlineData(2, 256, 8, 4, 128, 2, 10, 2_566_666)]
    [InlineData(4, 256, 16, 2, 32, 3, 10, 4_152_106)]
    [InlineData(2, 384, 12, 2, 32, 3, 10, 5_762_746)]
    [InlineData(4, 384, 12, 2, 32, 3, 10, 9_320_122)]
    [InlineData(8, 384, 8, 4, 224, 3, 1000, 16_816_024)]
    [InlineData(8, 512, 8, 4, 224, 3, 1000, 29_689_384)]
    [InlineData(8, 768, 8, 4, 224, 3, 1000, 66_338_632)]
    public void Spikformer_HasThePublishedParameters(int depth, int dimension, int heads, int pools, int side, int channels, int classes, int parameters)
    {
        var architecture = new ArchitectureDescription.Spikformer { Depth = depth, Dimension = dimension, Heads = heads, Pools = pools };
        foreach (var activation in new LayerDescription[] { new Spiking(new NeuronDescription()), new Relu() })
        {
            var network = Network.Blank(architecture.Describe(new FrameSize(side, side, channels), classes, activation));

            Assert.Equal(parameters, network.TrainableCount);
            Assert.Equal(new FeatureSize(side >> pools, side >> pools, dimension), network.Find($"block-{depth}").Output);
            // Five convolutions, and in each block three projections, the attention, its projection and two more.
            Assert.Equal(5 + 7 * depth, network.AllLayers.Count(layer => layer.Description.Title == activation.Title));
        }
    }

    [Fact]
    public void Spikformer_Blocks_EmitWholeNumbers()
    {
        var network = Network.Create(new ArchitectureDescription.Spikformer { Dimension = 16, Heads = 2, Pools = 1 }.Describe(new FrameSize(8, 8), 3, new Spiking(new NeuronDescription { Kind = NeuronKind.If, Threshold = 0.1f })), 2);
        using var tape = new Tape(_engine, recording: true);
        var taps = new TapSet("block-2");

        network.Forward(tape.Constant(new Shape("TNHWC", 2, 1, 8, 8, 2), RandomData.Normal(2 * 8 * 8 * 2, 3)), new ForwardPass(tape) { Taps = taps });

        Assert.All(taps["block-2"].Values.ToArray(), v => Assert.Equal(Math.Round(v), v));
        Assert.Contains(taps["block-2"].Values.ToArray(), v => v > 0);
    }

    [Fact]
    public void Spikformer_HeadsThatDoNotDivide_AreRefused()
        => Assert.Contains("got a dimension of 256 and 12 heads", Assert.Throws<ArgumentException>(() => new ArchitectureDescription.Spikformer { Heads = 12 }.Describe(new FrameSize(128, 128), 10)).Message, StringComparison.Ordinal);

    public void Dispose() => _engine.Dispose();

    private static Layer Layer(int channels, int heads, float scale)
        => new Attention(heads, scale).Build(LayerScope.Apart("attention", 1, 1), new FeatureSize(Height, Width, 3 * channels));

    private static Parameter Input(int channels, float[] values)
    {
        var x = new Parameter("x", ParameterKind.Weight, new Shape("TNHWC", Steps, Samples, Height, Width, 3 * channels));
        values.CopyTo(x.Values, 0);
        return x;
    }

    private static double[] Formula(double[] x, int channels, int heads, float scale)
    {
        int width = channels / heads;
        double At(int image, int position, int part, int channel) => x[((image * Positions) + position) * 3 * channels + part * channels + channel];
        double Weight(int image, int head, int query, int key) => Enumerable.Range(head * width, width).Sum(c => At(image, query, 0, c) * At(image, key, 1, c));
        return
        [
            .. from image in Enumerable.Range(0, Steps * Samples)
               from query in Enumerable.Range(0, Positions)
               from c in Enumerable.Range(0, channels)
               select scale * Enumerable.Range(0, Positions).Sum(key => Weight(image, c / width, query, key) * At(image, key, 2, c)),
        ];
    }
}

using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Models;

/// <summary>Spiking transformers: their published parameters in spiking and ReLU form, where their neurons stand, and what their blocks emit.</summary>
public sealed class TransformerTests : IDisposable
{
    private static readonly LayerDescription _spiking = new Spiking(new NeuronDescription()), _relu = new Relu();

    private readonly Engine _engine = new(1);

    // Activations: five or four of the tokens, and of each block one before, three projections, the attention and two more; one before the end.
    public static TheoryData<string, int> Activations => new() { { "spikformer", 5 + 2 * 7 }, { "spikformer-pool-first", 5 + 2 * 7 }, { "spikingformer", 4 + 2 * 7 }, { "spike-driven-transformer", 4 + 2 * 7 + 1 } };

    [Theory]
    [InlineData(2, 256, 4, 128, 2, 10, 2_566_666)]
    [InlineData(4, 256, 2, 32, 3, 10, 4_152_106)]
    [InlineData(4, 384, 2, 32, 3, 10, 9_320_122)]
    [InlineData(8, 384, 4, 224, 3, 1000, 16_816_024)]
    public void Transformers_OfOneMap_HaveThePublishedParameters(int depth, int dimension, int pools, int side, int channels, int classes, int parameters)
    {
        foreach (var architecture in new ArchitectureDescription.SpikingTransformer[] { new ArchitectureDescription.Spikformer { PoolFirst = true }, new ArchitectureDescription.Spikingformer(), new ArchitectureDescription.SpikeDrivenTransformer { Widen = true } })
        {
            foreach (var activation in new[] { _spiking, _relu })
            {
                var network = Network.Blank((architecture with { Depth = depth, Dimension = dimension, Heads = 8, Pools = pools }).Describe(new FrameSize(side, side, channels), classes, activation));

                Assert.Equal(parameters, network.TrainableCount);
                Assert.Equal(new FeatureSize(side >> pools, side >> pools, dimension), network.Find($"block-{depth}").Output);
            }
        }
    }

    // Published as 6.74 M (100 classes), 16.47 M, 29.08 M and 64.96 M. For CIFAR10-DVS the paper says 1.50 M, its code has 2.00 M.
    [Theory]
    [InlineData(new[] { 1, 1, 2 }, 384, QkFormerStem.Small, 32, 3, 100, 6_740_884)]
    [InlineData(new[] { 1, 2, 7 }, 384, QkFormerStem.Large, 224, 3, 1000, 16_473_688)]
    [InlineData(new[] { 1, 2, 7 }, 512, QkFormerStem.Large, 224, 3, 1000, 29_079_336)]
    [InlineData(new[] { 1, 2, 7 }, 768, QkFormerStem.Large, 224, 3, 1000, 64_962_760)]
    [InlineData(new[] { 1, 1 }, 256, QkFormerStem.Events, 128, 2, 10, 1_999_114)]
    public void QkFormer_HasThePublishedParameters(int[] blocks, int dimension, QkFormerStem stem, int side, int channels, int classes, int parameters)
    {
        foreach (var mask in new[] { QkFormerMask.Positions, QkFormerMask.Channels })
        {
            var architecture = new ArchitectureDescription.QkFormer { Blocks = [.. blocks], Dimension = dimension, Stem = stem, Mask = mask };
            foreach (var activation in new[] { _spiking, _relu })
                Assert.Equal(parameters, Network.Blank(architecture.Describe(new FrameSize(side, side, channels), classes, activation)).TrainableCount);
        }
    }

    [Fact]
    public void QkFormer_Stages_HalveTheMap()
    {
        var network = Network.Blank(new ArchitectureDescription.QkFormer { Blocks = [1, 2, 1], Dimension = 64, Heads = 2 }.Describe(new FrameSize(32, 32, 3), 10, _spiking));

        Assert.Equal(["[H 32, W 32, C 16]", "[H 16, W 16, C 32]", "[H 16, W 16, C 32]", "[H 8, W 8, C 64]"], Enumerable.Range(1, 4).Select(i => network.Find($"block-{i}").Output.ToString()));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Transformers_HaveAnActivationBeforeEveryProduct(string name, int activations)
    {
        var network = Network.Blank(Small(name).Describe(new FrameSize(16, 16), 3, _spiking));

        Assert.Equal(activations, network.AllLayers.Count(layer => layer is SpikingLayer));
    }

    // What is added in Spikformer and QKFormer are spikes; in the other two it is potentials, and each convolution but the first sees spikes.
    [Theory]
    [InlineData("spikformer", true)]
    [InlineData("qkformer", true)]
    [InlineData("qkformer-channels", true)]
    [InlineData("spikingformer", false)]
    [InlineData("spike-driven-transformer", false)]
    public void Blocks_OfSpikes_EmitWholeNumbersOrPotentials(string name, bool whole)
    {
        var network = Network.Create(Small(name).Describe(new FrameSize(16, 16), 3, new Spiking(new NeuronDescription { Kind = NeuronKind.If, Threshold = 0.1f })), 2);
        using var tape = new Tape(_engine, recording: true);
        var taps = new TapSet("block-2");
        var inputs = new List<float[]>();
        void Watch(Layer layer, Tensor x)
        {
            if (layer is ConvolutionLayer && layer.Path != "0")
                inputs.Add(x.Values.ToArray());
        }

        network.Forward(tape.Constant(new Shape("TNHWC", 2, 1, 16, 16, 2), RandomData.Normal(2 * 16 * 16 * 2, 3)), new ForwardPass(tape) { Taps = taps, WatchInput = Watch });

        float[] values = taps["block-2"].Values.ToArray();
        Assert.Contains(values, v => v != 0);
        Assert.Equal(whole, Array.TrueForAll(values, v => v == Math.Round(v)));
        Assert.All(inputs, x => Assert.All(x, v => Assert.True(v == Math.Round(v) && v >= 0)));
    }

    [Theory]
    [InlineData("spikformer-pool-first")]
    [InlineData("spikingformer")]
    [InlineData("spike-driven-transformer")]
    [InlineData("qkformer")]
    [InlineData("qkformer-channels")]
    public void Network_EveryForm_TrainsEveryParameter(string name)
    {
        foreach (var activation in new LayerDescription[] { new Spiking(new NeuronDescription { Kind = NeuronKind.If, Threshold = 0.3f, Surrogate = new Surrogate.ATan() }), _relu })
        {
            var network = Network.Create(Small(name).Describe(new FrameSize(16, 16), 3, activation), 5);
            using var tape = new Tape(_engine, recording: true);
            var logits = network.Forward(tape.Constant(new Shape("TNHWC", 2, 2, 16, 16, 2), RandomData.Normal(2 * 2 * 16 * 16 * 2, 3)), new ForwardPass(tape) { TrainsParameters = true, BatchNorm = BatchNormUse.Batch });
            var gradients = tape.Backward(ReduceOp.Sum(BinaryOp.Multiply(logits, logits)));

            // A bias before a batch norm moves nothing: its gradient is rounding alone.
            foreach (var parameter in network.Parameters.Where(p => p.Kind == ParameterKind.Weight))
                Assert.True(gradients.Of(parameter).ToArray().Any(v => v != 0), $"{activation.Title}: {parameter}");
        }
    }

    [Theory]
    [InlineData("got a dimension of 20 and 2 heads", "spikingformer", 20)]
    [InlineData("got 2 stages, a dimension of 24 and 2 heads", "qkformer", 24)]
    public void Dimensions_ThatDoNotDivide_AreRefused(string message, string name, int dimension)
    {
        var architecture = Small(name) switch
        {
            ArchitectureDescription.SpikingTransformer transformer => transformer with { Dimension = dimension },
            ArchitectureDescription.QkFormer qk => qk with { Dimension = dimension },
            var other => other,
        };

        Assert.Contains(message, Assert.Throws<ArgumentException>(() => architecture.Describe(new FrameSize(16, 16), 3)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private static ArchitectureDescription Small(string name) => name switch
    {
        "spikformer" => new ArchitectureDescription.Spikformer { Dimension = 16, Heads = 2, Pools = 2 },
        "spikformer-pool-first" => new ArchitectureDescription.Spikformer { Dimension = 16, Heads = 2, Pools = 2, PoolFirst = true },
        "spikingformer" => new ArchitectureDescription.Spikingformer { Dimension = 16, Heads = 2, Pools = 2 },
        "spike-driven-transformer" => new ArchitectureDescription.SpikeDrivenTransformer { Dimension = 16, Heads = 2, Pools = 2 },
        "qkformer-channels" => new ArchitectureDescription.QkFormer { Blocks = [1, 1], Dimension = 32, Heads = 2, Mask = QkFormerMask.Channels },
        _ => new ArchitectureDescription.QkFormer { Blocks = [1, 1], Dimension = 32, Heads = 2 },
    };
}

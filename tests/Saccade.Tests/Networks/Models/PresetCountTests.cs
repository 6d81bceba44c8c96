using Saccade.Networks;
using Xunit;

namespace Saccade.Tests.Networks.Models;

/// <summary>Parameters and multiply-adds of every published network in its three forms, against sums worked out by hand.</summary>
public sealed class PresetCountTests
{
    private static readonly FrameSize _cifar = new(48, 48), _gesture = new(128, 128), _caltech = new(180, 240);

    private static readonly LayerDescription _tcja10 = new Tcja(10), _tcja20 = new Tcja(20);

    // Weights of a 3x3 convolution are 9 in out, multiply-adds these times the positions of its output.
    public static TheoryData<string, int, int, long> Counts => new()
    {
        // The table of the facts: 2,654,208 + 3 * 169,869,312 + 2 * 339,738,624 + 2 * 84,934,656 + 46,080.
        { "vgg-snn", 9_271_498, 8, 1_361_654_784 },
        // Positions 48^2, 24^2, 24^2, 12^2, 12^2, 6^2, 6^2, 3^2 with 1,152, 73,728, 294,912, 589,824, 1,179,648 and three times 2,359,296 weights, and 46,080.
        { "vgg-snn strided", 9_271_498, 8, 660_943_872 },
        // Two gates more: each 10^2 * 4 + 512^2 * 4 weights; a step of one takes 10 * 4 * 512 + 512^2 * 4.
        { "vgg-snn tcja", 9_271_498 + 2 * 1_048_976, 8, 1_361_654_784 + 2 * 1_069_056 },
        // Weights 9,217,152, biases 2,752, batch norms 5,504, linear 5,130. Positions 48^2, 24^2, 12^2 twice, 6^2 four times.
        { "nda-vgg11", 9_230_538, 8, 469_799_936 },
        // As before, but a linear layer of 25,088 inputs. Positions 48^2, 24^2, 12^2 twice, 6^2 twice, 3^2 twice.
        { "sltt-vgg11", 9_476_298, 8, 342_643_712 },
        // Weights 14,709,888; 4,224 channels with a bias, a scale and a shift; linear 5,130. Positions 48^2, 24^2, 12^2, 6^2, 3^2 with 38,016, 221,184, 1,474,560, 5,898,240, 7,077,888 weights.
        { "seenn-vgg16", 14_709_888 + 3 * 4_224 + 5_130, 13, 703_370_240 },
        // 2,304 + 4 * 147,456 weights, 5 * 256 of batch norms, 2048 * 512 and 512 * 110. Positions 128^2, 64^2, 32^2, 16^2, 8^2.
        { "snn5", 1_698_304, 6, 841_014_272 },
        { "snn5 fires", 1_698_304, 7, 841_014_272 },
        // Two gates more: each 20^2 * 4 + 128^2 * 4 weights; a step of one takes 20 * 4 * 128 + 128^2 * 4.
        { "snn5 tcja", 1_698_304 + 2 * 67_136, 6, 841_014_272 + 2 * 75_776 },
        // 2,304 + 3 * 147,456 weights, 4 * 256 of batch norms, 8192 * 2048 and 2048 * 100. Positions 128^2, 64^2, 32^2, 16^2.
        { "snn4", 17_427_712, 5, 847_454_208 },
        // 2,304 + 147,456 weights, 2 * 256 of batch norms, 8192 * 2048 and 2048 * 100. Positions 34^2, 17^2.
        { "snn2", 17_132_288, 3, 62_260_224 },
        // Weights 2,139,264, batch norms 2,432, gates 262,928 and 1,048,968, linear 17,920 * 1,024 and 1,024 * 101. Positions 180 * 240, 90 * 120, 45 * 60, 22 * 30, 11 * 15;
        // the gates take 276,480 and 1,062,912.
        { "tcja-ncaltech101", 21_907_096, 7, 2_246_009_856 },
        // Stem 1,152; stages 147,456, 524,288, 2,097,152, 8,388,608 with their 1x1 convolutions; batch norms 9,600; linear 5,130. Positions 48^2 (twice), 24^2, 12^2, 6^2.
        { "resnet18", 11_173_386, 17, 1_248_367_616 },
        // Stem 2,304; stages 884,736, 3,276,800, 8,388,608; batch norms 10,496; linear 131,328 and 2,570. Positions 48^2 (twice), 24^2, 12^2.
        { "resnet19", 12_696_842, 18, 5_139_270_144 },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void Network_SpikingQuantisedAndRelu_HasThePublishedCounts(string name, int parameters, int activations, long multiplyAdds)
    {
        AssertCounts(new Spiking(new NeuronDescription()), own: 0);
        AssertCounts(new Spiking(new NeuronDescription { Kind = NeuronKind.Plif }), own: 1);
        AssertCounts(new Quantised(16), own: 1);
        AssertCounts(new Relu(), own: 0);

        void AssertCounts(LayerDescription activation, int own)
        {
            var network = Network.Blank(Describe(name, activation));
            Assert.Equal(activations, network.AllLayers.Count(l => l.Description.Title == activation.Title));
            Assert.Equal(parameters + own * activations, network.TrainableCount);
            Assert.Equal(multiplyAdds, network.AllLayers.Sum(l => l.MultiplyAdds));
        }
    }

    [Fact]
    public void ResNet19_BatchNorms_HaveTheScaleOfTdbn()
    {
        var norms = Network.Blank(new ArchitectureDescription.ResNet19 { Norm = [new BatchNorm(Scale: 0.5f), new StepScale(6)] }.Describe(_cifar, 10, new Relu())).AllLayers.ToList();

        float half = 0.5f * (float)Math.Sqrt(0.5);
        // The stem, then for each of eight blocks one before an activation and one before the addition, and two shortcuts.
        Assert.Equal(
            [9, 10], norms.OfType<BatchNormLayer>().GroupBy(l => ((BatchNorm)l.Description).Scale).OrderByDescending(g => g.Key).Select(g => g.Count()));
        Assert.Contains(norms.OfType<BatchNormLayer>(), l => ((BatchNorm)l.Description).Scale == half);
        Assert.Equal(19, norms.OfType<StepScaleLayer>().Count());
    }

    [Fact]
    public void NdaVgg11_BatchNorms_StartAtTheThreshold()
        => Assert.All(new ArchitectureDescription.NdaVgg11().Describe(_cifar, 10).Layers.OfType<BatchNorm>(), b => Assert.Equal(0.5f, b.Scale));

    [Fact]
    public void Gates_StandBetweenTheLastTwoActivationsAndTheirPools()
    {
        var layers = new ArchitectureDescription.VggSnn { Gates = [_tcja10] }.Describe(_cifar, 10).Layers;

        int[] gates = [.. layers.Select((layer, i) => (layer, i)).Where(l => l.layer is Tcja).Select(l => l.i)];
        Assert.Equal(2, gates.Length);
        Assert.All(gates, i => Assert.True(layers[i - 1] is Activation && layers[i + 1] is AveragePool));
        Assert.Equal([6, 8], gates.Select(i => layers.Take(i).Count(l => l is Activation)));
    }

    [Theory]
    [InlineData("sltt-vgg11", 7)]
    [InlineData("nda-vgg11", 1)]
    public void Map_BeforeTheLinearLayer_HasItsSide(string name, int side)
        => Assert.Equal(new FeatureSize(side, side, 512), Network.Blank(Describe(name, new Relu())).Find(ArchitectureDescription.MapTap).Output);

    private static NetworkDescription Describe(string name, LayerDescription activation)
    {
        var (architecture, size, classes) = ((ArchitectureDescription, FrameSize, int))(name switch
        {
            "vgg-snn" => (new ArchitectureDescription.VggSnn(), _cifar, 10),
            "vgg-snn strided" => (new ArchitectureDescription.VggSnn { Strided = true }, _cifar, 10),
            "vgg-snn tcja" => (new ArchitectureDescription.VggSnn { Gates = [_tcja10] }, _cifar, 10),
            "nda-vgg11" => (new ArchitectureDescription.NdaVgg11(), _cifar, 10),
            "sltt-vgg11" => (new ArchitectureDescription.SlttVgg11(), _cifar, 10),
            "seenn-vgg16" => (new ArchitectureDescription.SeennVgg16(), _cifar, 10),
            "snn5" => (new ArchitectureDescription.Snn5(), _gesture, 11),
            "snn5 fires" => (new ArchitectureDescription.Snn5 { Fires = true }, _gesture, 11),
            "snn5 tcja" => (new ArchitectureDescription.Snn5 { Gates = [_tcja20] }, _gesture, 11),
            "snn4" => (new ArchitectureDescription.Snn4(), _gesture, 10),
            "snn2" => (new ArchitectureDescription.Snn2(), new FrameSize(34, 34), 10),
            "tcja-ncaltech101" => (new ArchitectureDescription.TcjaNCaltech101(), _caltech, 101),
            "resnet18" => (new ArchitectureDescription.ResNet18(), _cifar, 10),
            "resnet19" => (new ArchitectureDescription.ResNet19(), _cifar, 10),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "there is no such network here"),
        });
        return architecture.Describe(size, classes, activation);
    }
}

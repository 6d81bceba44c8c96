using Saccade.Networks;
using Saccade.Tensors;
using Xunit;

namespace Saccade.Tests.Networks.Models;

public sealed class ArchitectureTests
{
    private static readonly LayerDescription _quantised = new Quantised(16);

    [Theory]
    [InlineData(10, 9_271_498)]
    [InlineData(101, 9_690_917)]
    [InlineData(11, 9_276_107)]
    public void VggSnn_At48x48_HasThePublishedNumberOfParameters(int classes, int parameters)
    {
        var network = Network.Blank(new ArchitectureDescription.VggSnn().Describe(new FrameSize(48, 48), classes, _quantised));

        Assert.Equal(parameters, network.Parameters.Where(p => p.Kind is not (ParameterKind.Statistic or ParameterKind.Threshold)).Sum(p => p.Shape.Count));
        Assert.Equal(parameters + 8, network.TrainableCount); // one lambda for each activation
    }

    [Fact]
    public void VggSnn_At48x48_HasTheMultiplyAddsOfTheTable()
    {
        var network = Network.Blank(new ArchitectureDescription.VggSnn().Describe(new FrameSize(48, 48), 10, _quantised));

        Assert.Equal(
            [2_654_208, 169_869_312, 169_869_312, 339_738_624, 169_869_312, 339_738_624, 84_934_656, 84_934_656, 46_080],
            network.Layers.Where(l => l is ConvolutionLayer or LinearLayer).Select(l => l.MultiplyAdds));
        Assert.All(network.Layers.Where(l => l is not (ConvolutionLayer or LinearLayer)), l => Assert.Equal(0, l.MultiplyAdds));
        Assert.Equal(
            ["[H 48, W 48, C 64]", "[H 48, W 48, C 128]", "[H 24, W 24, C 256]", "[H 24, W 24, C 256]", "[H 12, W 12, C 512]", "[H 12, W 12, C 512]", "[H 6, W 6, C 512]", "[H 6, W 6, C 512]"],
            network.Layers.OfType<ConvolutionLayer>().Select(l => l.Output.ToString()));
        Assert.Equal(4608, network.Layers.OfType<FlattenLayer>().Single().Output.Count);
    }

    [Fact]
    public void SmallCnn_Default_HalvesTheMapAfterEachConvolution()
    {
        var network = Network.Create(new ArchitectureDescription.SmallCnn().Describe(new FrameSize(34, 34), 10, _quantised), seed: 1);

        Assert.Equal(
            ["ConvolutionLayer", "BatchNormLayer", "QuantisedLayer", "PoolLayer"], network.Layers.Take(4).Select(l => l.GetType().Name));
        Assert.Equal(
            ["[H 17, W 17, C 32]", "[H 8, W 8, C 64]", "[H 4, W 4, C 64]"], network.Layers.OfType<PoolLayer>().Select(l => l.Output.ToString()));
        Assert.Equal((10, 14), (network.Classes, network.Layers.Count));
    }

    [Fact]
    public void SmallCnn_OtherChannelsAndPool_AreTaken()
    {
        var description = new ArchitectureDescription.SmallCnn { Channels = [5], Pool = PoolKind.Max }.Describe(new FrameSize(20, 12), 3, new Relu());

        Assert.Equal(
            new NetworkDescription(
                new FrameSize(20, 12),
                [
                    new Convolution(5), new BatchNorm(), new Relu(), new MaxPool { Name = "map" },
                    new Flatten { Name = "features" }, new Linear(3),
                ]),
            description);
        Assert.Equal(10 * 6 * 5, Network.Create(description, 1).Layers.OfType<FlattenLayer>().Single().Output.Count);
    }
}

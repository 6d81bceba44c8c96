using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

public sealed class BranchesTests : IDisposable
{
    private readonly Engine _engine = new(1);

    public static TheoryData<Combine, float[]> TruthTables => new()
    {
        // The first path holds 0 0 1 1, the second 0 1 0 1.
        { Combine.Add, [0, 1, 1, 2] },
        { Combine.And, [0, 0, 0, 1] },
        { Combine.Iand, [0, 1, 0, 0] },
    };

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(TruthTables))]
    public void Combine_OfSpikes_IsItsLogicalFunction(Combine combine, float[] expected)
    {
        // A path that takes the first channel, one that takes the second; frames of one row and four columns.
        var description = new NetworkDescription(
            new FrameSize(1, 4),
            [new Branches([new LayerPath("a", [Select()]), new LayerPath("b", [Select()])], combine), new Flatten(), new Linear(2)]);
        var network = Network.Create(description, 1);
        network.Parameters[0].Values[0] = network.Parameters[1].Values[1] = 1;
        network.Parameters[0].Values[1] = network.Parameters[1].Values[0] = 0;

        float[] output = Nets.Output(_engine, network, "0", 1, 1, [0, 0, 0, 1, 1, 0, 1, 1]);

        Assert.Equal(expected, output);
    }

    [Fact]
    public void Build_ThreePaths_NamesTheirParametersByPath()
    {
        var network = Network.Create(
            Nets.Of(new Branches([new LayerPath("a", [Select()]), new LayerPath("b", [Select()]), new LayerPath("c", [Select(), new Relu()])]), new Flatten(), new Linear(2)), 1);

        Assert.Equal(["0.a.0.weight", "0.b.0.weight", "0.c.0.weight"], network.Parameters.Take(3).Select(p => p.Name));
        Assert.Equal(["0", "0.a.0", "0.b.0", "0.c.0", "0.c.1", "1", "2"], network.AllLayers.Select(l => l.Path));
    }

    [Fact]
    public void Build_PathsThatDoNotFit_SaysWhich()
    {
        AssertRefused("got 1 paths, expected at least two", new Branches([new LayerPath("a", [])]));
        AssertRefused("got 3 paths, expected two to be combined by iand", new Branches([new LayerPath("a", []), new LayerPath("b", []), new LayerPath("c", [])], Combine.Iand));
        AssertRefused("got paths a, a, expected distinct names", new Branches([new LayerPath("a", []), new LayerPath("a", [])]));
        AssertRefused("expected equal extents", Branches.Add([new MaxPool()], []));
        AssertRefused("two layers have the name 'x'", Branches.Add([new Relu { Name = "x" }], [new Relu { Name = "x" }]));
        AssertRefused("got an activation that was not chosen", Branches.Add([new Activation()], []));
    }

    [Fact]
    public void Convert_BranchesWithQuantisedActivations_SpikeInside()
    {
        var quantised = Network.Create(Nets.Of(Branches.Add([new Convolution(2), new Quantised(4, 1) { Name = "tap" }], []), new Flatten(), new Linear(3)), 1);

        var spiking = SpikingConversion.Convert(quantised);

        var inner = Assert.IsType<SpikingLayer>(spiking.AllLayers.Single(l => l.Path == "0.body.1"));
        Assert.Equal(("tap", ResetKind.Soft), (inner.Description.Name, inner.Neuron.Reset));
    }

    private static Convolution Select() => new(1, Kernel: 1, Padding: 0, Bias: false);

    private static void AssertRefused(string expected, LayerDescription layer)
        => Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Network.Create(Nets.Of(layer, new Flatten(), new Linear(2)), 1)).Message, StringComparison.Ordinal);
}

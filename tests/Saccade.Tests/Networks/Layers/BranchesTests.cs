using Saccade.Kernels.Neurons;
using Saccade.Kernels.Sparse;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
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
        { Combine.Concatenate, [0, 0, 0, 1, 1, 0, 1, 1] },
        { Combine.Gate, [0, 0.5f, 0, 1 / (1 + MathF.Exp(-1))] },
    };

    /// <summary>Each combination of two values, as formulas in float64.</summary>
    public static TheoryData<Combine, Func<double, double, double[]>> Formulas => new()
    {
        { Combine.Add, (a, b) => [a + b] },
        { Combine.And, (a, b) => [a * b] },
        { Combine.Iand, (a, b) => [(1 - a) * b] },
        { Combine.Concatenate, (a, b) => [a, b] },
        { Combine.Gate, (a, b) => [b / (1 + Math.Exp(-a))] },
    };

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(TruthTables))]
    public void Combine_OfSpikes_IsItsFunction(Combine combine, float[] expected)
    {
        // A path that takes the first channel, one that takes the second; frames of one row and four columns.
        var description = new NetworkDescription(
            new FrameSize(1, 4),
            [new Branches([new LayerPath("a", [Select()]), new LayerPath("b", [Select()])], combine), new Flatten(), new Linear(2)]);
        var network = Network.Create(description, 1);
        network.Parameters[0].Values[0] = network.Parameters[1].Values[1] = 1;
        network.Parameters[0].Values[1] = network.Parameters[1].Values[0] = 0;

        float[] output = Nets.Output(_engine, network, "0", 1, 1, [0, 0, 0, 1, 1, 0, 1, 1]);

        Close.Relative(expected, output, 1e-6, "output");
    }

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Gradients_AreThoseOfTheFormula(Combine combine, Func<double, double, double[]> formula)
    {
        var layer = Network.Create(Nets.Of(new Branches([new LayerPath("a", [Select()]), new LayerPath("b", [Select()])], combine), new Flatten(), new Linear(2)), 3).Layers[0];
        Parameter a = layer.Inner[0][0].Parameters[0], b = layer.Inner[1][0].Parameters[0];
        float[] x = RandomData.Normal(2 * Nets.Input.Count, 4);

        var error = new GradientCheck(tape => layer.Forward(tape.Constant(Nets.Shape(2, 1), x), new ForwardPass(tape) { TrainsParameters = true }), a, b)
        {
            Reference = w => [.. x.Chunk(2).SelectMany(pixel => formula(w[0][0] * pixel[0] + w[0][1] * pixel[1], w[1][0] * pixel[0] + w[1][1] * pixel[1]))],
        }.Worst(_engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
    }

    [Theory]
    [InlineData(Combine.Concatenate, "[H 4, W 3, C 10]", 9 * 10 * 5 * 12)]
    [InlineData(Combine.Gate, "[H 4, W 3, C 5]", 9 * 5 * 5 * 12)]
    public void Output_OfMaps_SetsTheSizeOfWhatFollows(Combine combine, string expected, long multiplyAdds)
    {
        LayerPath Path(string name) => new(name, [new Convolution(5), new MaxPool()]);

        var network = Network.Create(Nets.Of(new Branches([Path("a"), Path("b")], combine), new Convolution(5), new Flatten(), new Linear(2)), 1);

        Assert.Equal((expected, 0, multiplyAdds), (network.Layers[0].Output.ToString(), network.Layers[0].MultiplyAdds, network.Layers[1].MultiplyAdds));
        Assert.Equal(expected, Shape(network, "0").Replace("T 2, N 3, ", "", StringComparison.Ordinal));
        Assert.Equal(network.Layers[0].Output, network.Description.Layers[0].OutputOf(new FeatureSize(8, 6, 2)));
    }

    [Fact]
    public void Concatenate_FlatFeaturesOfThreePaths_AddsThemUpInOrder()
    {
        LayerDescription join = new Branches([new LayerPath("a", [new Linear(1)]), new LayerPath("b", []), new LayerPath("c", [new Linear(3)])], Combine.Concatenate);
        var network = Network.Create(Nets.Of(new Flatten(), join, new Linear(2)), 1);
        float[] x = Nets.Frames(2, 3, 1);

        float[] output = Nets.Output(_engine, network, "1", 2, 3, x);

        Assert.Equal("[T 2, N 3, F 100]", Shape(network, "1"));
        Assert.Equal(Nets.Output(_engine, network, "1.a.0", 2, 3, x), output.Chunk(100).Select(row => row[0]));
        Assert.Equal(x, output.Chunk(100).SelectMany(row => row[1..97]));
        Assert.Equal(Nets.Output(_engine, network, "1.c.0", 2, 3, x), output.Chunk(100).SelectMany(row => row[97..]));
    }

    [Fact]
    public void Concatenate_Spikes_TheConvolutionAfterThemTakesTheSparsePathToTheSameBits()
    {
        LayerPath Path(string name) => new(name, [new Convolution(8), new BatchNorm(), new Spiking(new NeuronDescription())]);
        var network = Network.Create(Nets.Of(new Branches([Path("a"), Path("b")], Combine.Concatenate), new Convolution(16), new Flatten(), new Linear(3)), 1);
        using var dense = new Engine(2, new ConvolutionCost(1e9, 1e9));
        using var sparse = new Engine(2, new ConvolutionCost(0, 0));

        var (expected, actual) = (Step(dense, network), Step(sparse, network));

        Assert.Equal(0, dense.TakeKernelUse().SparseForward);
        Assert.Equal(0, sparse.TakeKernelUse().DenseForward);
        Assert.Equal([0, 1f], expected[0].Distinct().Order());
        foreach (var (one, other) in expected.Zip(actual))
            Close.SameBits(one, other, "spikes and gradients");
        Assert.All(expected, values => Assert.Contains(values, v => v != 0));
        Assert.Equal(0, dense.Pool.LentBytes);
    }

    [Theory]
    [InlineData(Combine.Concatenate, "body, shortcut: concatenate", "\"combine\":\"concatenate\"")]
    [InlineData(Combine.Gate, "body, shortcut: gate", "\"combine\":\"gate\"")]
    public void Combine_IsSaidInTablesAndFiles(Combine combine, string detail, string json)
    {
        var branches = Branches.Add([new Relu()], []) with { Combine = combine };
        var description = Nets.Of(branches);

        Assert.Equal(detail, branches.Detail);
        Assert.Contains(json, description.ToJson(), StringComparison.Ordinal);
        Assert.Equal(description, NetworkDescription.FromJson(description.ToJson()));
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
        AssertRefused("got 3 paths, expected two to be combined by gate", new Branches([new LayerPath("a", []), new LayerPath("b", []), new LayerPath("c", [])], Combine.Gate));
        AssertRefused("got paths a, a, expected distinct names", new Branches([new LayerPath("a", []), new LayerPath("a", [])]));
        AssertRefused("expected equal extents", Branches.Add([new MaxPool()], []));
        AssertRefused("layer 0 (Branches", Branches.Add([new MaxPool()], []) with { Combine = Combine.Concatenate });
        AssertRefused(
            "the paths emit [H 4, W 3, C 2] and [H 8, W 6, C 2], expected maps of equal height and width, or flat features",
            Branches.Add([new MaxPool()], []) with { Combine = Combine.Concatenate });
        AssertRefused("the paths emit [F 96] and [H 8, W 6, C 2], expected maps", Branches.Add([new Flatten()], []) with { Combine = Combine.Concatenate });
        AssertRefused("the paths emit [H 8, W 6, C 1] and [H 8, W 6, C 2], expected equal extents", Branches.Add([Select()], []) with { Combine = Combine.Gate });
        AssertRefused("layer 0.a.0 (Linear", new Branches([new LayerPath("a", [new Linear(3)]), new LayerPath("b", [])], Combine.Concatenate));
        AssertRefused("expected at most 268435456 elements", new Branches([.. Enumerable.Range(0, 9).Select(i => new LayerPath($"p{i}", [new Convolution(1 << 22)]))], Combine.Concatenate));
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

    [Theory]
    [InlineData(Combine.Concatenate)]
    [InlineData(Combine.Gate)]
    public void Convert_BranchesOfAConstantInput_KeepTheMeanOverAsManyStepsAsLevels(Combine combine)
    {
        // The gate sees the frames, which are constant, so that the mean passes through it too.
        var branches = new Branches([new LayerPath("a", [new Convolution(3)]), new LayerPath("b", [new Convolution(3), new Quantised(4, 2)])], combine);
        var ann = Nets.Trained(Nets.Of(branches, new Flatten(), new Linear(3)), 6);
        float[] image = Nets.Frames(1, 2, 3);

        float[] spikes = Nets.Run(_engine, SpikingConversion.Convert(ann), 4, 2, [.. Enumerable.Repeat(image, 4).SelectMany(v => v)]);

        float[] mean = [.. Enumerable.Range(0, 6).Select(i => (spikes[i] + spikes[i + 6] + spikes[i + 12] + spikes[i + 18]) / 4)];
        Close.Relative(Nets.Run(_engine, ann, 1, 2, image), mean, 1e-5, "logits");
    }

    private static float[][] Step(Engine engine, Network network)
    {
        using var tape = new Tape(engine, recording: true);
        float[] spikes = [];
        var logits = network.Forward(tape.Constant(Nets.Shape(3, 4), Nets.Frames(3, 4, 2)), new ForwardPass(tape)
        {
            BatchNorm = BatchNormUse.Frozen,
            TrainsParameters = true,
            Watch = (layer, y) => spikes = layer.Path == "0" ? y.Values.ToArray() : spikes,
        });
        using var gradients = tape.Backward(DotOp.Apply(logits, logits));
        return [spikes, .. network.Parameters.Where(p => p.Kind == ParameterKind.Weight).Select(p => gradients.Of(p).ToArray())];
    }

    /// <summary>The shape of a layer's output for two steps of three samples.</summary>
    private string Shape(Network network, string path)
    {
        string shape = "";
        Nets.Run(_engine, network, 2, 3, Nets.Frames(2, 3, 1), pass => pass with { Watch = (layer, y) => shape = layer.Path == path ? y.Shape.ToString() : shape });
        return shape;
    }

    private static Convolution Select() => new(1, Kernel: 1, Padding: 0, Bias: false);

    private static void AssertRefused(string expected, LayerDescription layer)
        => Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Network.Create(Nets.Of(layer, new Flatten(), new Linear(2)), 1)).Message, StringComparison.Ordinal);
}

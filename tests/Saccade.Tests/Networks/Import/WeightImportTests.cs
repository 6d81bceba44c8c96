using Saccade.Networks;
using Saccade.Networks.Import;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Import;

/// <summary>Weights of other programs in networks of this one: every known network, names, orders of axes, and everything that does not fit.</summary>
public sealed class WeightImportTests : IDisposable
{
    private readonly Engine _engine = new(1);

    public static TheoryData<string> Names => [.. KnownNetworks.All.Select(n => n.Name)];

    // Published counts; those of the layer that standardises are not among them.
    [Theory]
    [InlineData("resnet18", 11_689_512)]
    [InlineData("resnet50", 25_557_032)]
    [InlineData("vgg16-bn", 138_365_992)]
    [InlineData("sew-resnet34", 21_797_672)]
    [InlineData("spikformer-8-512", 29_689_384)]
    [InlineData("vgg-snn", 9_271_498)]
    [InlineData("sew-7b-net", 130_426)]
    public void Describe_PublishedNetwork_HasThePublishedParameters(string name, int parameters)
    {
        var known = KnownNetworks.Find(name);

        Assert.Equal(parameters, CountOf(known.Describe(known.Input, known.Classes, standardised: null)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_OfEveryNetwork_AreOneForEachLayerWithParameters(string name)
    {
        var known = KnownNetworks.Find(name);
        // Only descriptions are walked: the memory of the largest would be half a gigabyte.
        int layers = LayersWithParameters(known.Describe(known.Input, known.Classes, standardised: null).Layers);

        Assert.All(known.Names, names => Assert.Equal(layers, names.Layers.Count));
        Assert.All(known.Names, names => Assert.Equal(names.Layers.Count, names.Layers.Distinct().Count()));
    }

    [Theory]
    [InlineData("resnet18", "layer2.0.downsample.0.weight")]
    [InlineData("sew-resnet18", "layer2.0.downsample.1.running_var")]
    [InlineData("vgg-snn", "features.3.fwd.0.weight")]
    [InlineData("sew-7b-net", "conv.3.conv.1.1.w")]
    [InlineData("spikformer-2-256", "block.1.mlp.fc2_bn.bias")]
    [InlineData("spikingformer-2-256", "patch_embed.proj4_conv.weight")]
    [InlineData("spike-driven-2-256", "block.1.attn.k_bn.running_mean")]
    [InlineData("qkformer-2-256", "stage1.0.tssa.k_conv.weight")]
    public void Read_FileOfTheNetwork_GivesEveryParameterItsValues(string name, string one)
    {
        var known = KnownNetworks.Find(name);
        var tensors = FileOf(known, known.Names[0]);
        Assert.Contains(tensors, t => t.Name == one);

        using var file = Opened(tensors);
        var network = WeightImport.Read(file, known).Network;

        var layers = network.AllLayers.Where(l => l.Parameters.Count > 0).Skip(known.Standardised is null ? 0 : 1).ToList();
        foreach (var (layer, foreign) in layers.Zip(known.Names[0].Layers))
        {
            foreach (var parameter in layer.Parameters)
                Assert.Equal(tensors.Single(t => t.Name == foreign.Key(Suffix(parameter))).Values[0], Assert.Single(parameter.Values.Distinct()));
        }
    }

    [Fact]
    public void Read_Convolution_HasTheAxesOfHere()
    {
        var known = Small(new Convolution(3, Kernel: 2, Bias: true, Padding: 0), new Flatten());
        float[] kernel = RandomData.Normal(3 * 2 * 2 * 2, 1), linear = RandomData.Normal(4 * 3 * 3 * 3, 2), image = RandomData.Normal(4 * 4 * 2, 3);
        using var file = Opened([new("module.0.weight", [3, 2, 2, 2], kernel), new("module.0.bias", [3], [1, 2, 3]), new("1.weight", [4, 27], linear), new("1.bias", [4], [4, 3, 2, 1]), new("0.num_batches_tracked", [], [7])]);

        var (network, unused) = WeightImport.Read(file, known);

        Assert.Equal(["0.num_batches_tracked"], unused);
        using var tape = new Tape(_engine, recording: false);
        float[] got = network.Forward(tape.Constant(new Shape("TNHWC", 1, 1, 4, 4, 2), image), new ForwardPass(tape)).Values.ToArray();
        for (int k = 0; k < 4; k++)
            Assert.Equal(Logit(k), got[k], 1e-4);

        double Logit(int k) => 4 - k + Enumerable.Range(0, 27).Sum(f => linear[(k * 27) + f] * Map(f / 9, f / 3 % 3, f % 3));
        double Map(int c, int y, int x) => c + 1 + (from i in Enumerable.Range(0, 2)
                                                    from dy in Enumerable.Range(0, 2)
                                                    from dx in Enumerable.Range(0, 2)
                                                    select (double)kernel[(((c * 2 + i) * 2 + dy) * 2) + dx] * image[((((y + dy) * 4) + x + dx) * 2) + i]).Sum();
    }

    [Fact]
    public void Read_FilesThatDoNotFit_NameEveryMismatch()
    {
        var known = Small(new Convolution(3, Kernel: 2), new BatchNorm(), new Flatten()) with { Names = [new ForeignNames(["conv", "bn", "fc"])] };
        using var file = Opened([new("conv.weight", [3, 2, 3, 2], new float[36]), new("conv.bias", [3], new float[3]), new("bn.weight", [3], new float[3]), new("bn.bias", [4], new float[4]), new("bn.running_mean", [3], new float[3]), new("fc.weight", [4, 75], new float[300]), new("fc.bias", [4], new float[4]), new("aux.weight", [2], new float[2])]);

        var problems = Assert.Throws<WeightMismatchException>(() => WeightImport.Read(file, known)).Problems;

        Assert.Equal(
            [
                "wrong shape: conv.weight [3, 2, 3, 2], expected [3, 2, 2, 2] for 0.weight", "wrong shape: bn.bias [4], expected [3] for 1.bias", "missing: bn.running_var [3] for 1.running_var", "left over: aux.weight [2]",
            ],
            problems);
    }

    [Fact]
    public void Read_BiasBeforeABatchNorm_MovesIntoItsMean()
    {
        var known = Small(new Convolution(3, Kernel: 1, Padding: 0, Bias: false), new BatchNorm(), new AdaptiveAveragePool(), new Flatten()) with { Names = [new ForeignNames(["conv", "bn", "fc"])] };
        // Kept as a convolution of one axis, as PyTorch's Conv1d.
        using var file = Opened([new("conv.weight", [3, 2, 1], [1, 2, 3, 4, 5, 6]), new("conv.bias", [3], [1, 2, 3]), new("bn.weight", [3], [1, 1, 1]), new("bn.bias", [3], [0, 0, 0]), new("bn.running_mean", [3], [5, 5, 5]), new("bn.running_var", [3], [1, 1, 1]), new("fc.weight", [4, 3], new float[12]), new("fc.bias", [4], new float[4])]);

        var network = WeightImport.Read(file, known).Network;

        Assert.Equal([4f, 3, 2], network.Parameters.Single(p => p.Name == "1.running_mean").Values);
        Assert.Equal([1f, 3, 5, 2, 4, 6], network.Parameters[0].Values);
    }

    [Fact]
    public void Read_PartsOfATensor_AreThoseOfTheLayers()
    {
        var known = Small(Branches.Add([new Convolution(2, Kernel: 1, Padding: 0, Bias: false)], [new Convolution(2, Kernel: 1, Padding: 0, Bias: false)]), new AdaptiveAveragePool(), new Flatten()) with
        {
            Names = [new ForeignNames([new ForeignLayer("qk", 0, 2), new ForeignLayer("qk", 1, 2), new ForeignLayer("fc", HasBias: false)], [])],
        };
        using var file = Opened([new("qk.weight", [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]), new("fc.weight", [4, 2], new float[8])]);

        var network = WeightImport.Read(file, known).Network;

        Assert.Equal([1f, 3, 2, 4], network.Parameters[0].Values);
        Assert.Equal([5f, 7, 6, 8], network.Parameters[1].Values);
    }

    [Fact]
    public void Read_SpikformerOfSpikingJelly_HasItsPartsAndNoBiases()
    {
        var known = KnownNetworks.Find("spikformer-ti") with { Architecture = new ArchitectureDescription.Spikformer { Depth = 4, Dimension = 16, Heads = 2, PoolFirst = true } };
        var network = Network.Blank(known.Describe(new FrameSize(32, 32, 3), 5, standardised: null));
        var layers = network.AllLayers.Where(l => l.Parameters.Count > 0).Zip(known.Names[0].Layers).ToList();
        float next = 0;
        TorchTensorData[] tensors =
        [
            .. from pair in layers
               where pair.Second.Part == 0
               from parameter in pair.First.Parameters
               where pair.Second.HasBias || Suffix(parameter) != "bias"
               let shape = ForeignShape(parameter.Shape)
               select new TorchTensorData(pair.Second.Key(Suffix(parameter)), [shape[0] * pair.Second.Parts, .. shape[1..]], Filled(parameter.Shape.Count * pair.Second.Parts, ++next)),
        ];
        using var file = Opened(tensors);

        var imported = WeightImport.Read(file, known, new ImportSettings { Size = (32, 32) }).Network;

        Assert.Contains(tensors, t => t.Name == "blocks.3.attn.qkv_conv_bn.0.weight" && t.Shape[0] == 48);
        Assert.Equal(0, Assert.Single(imported.Parameters.Single(p => p.Name == imported.AllLayers.Last(l => l is ConvolutionLayer).Path + ".bias").Values.Distinct()));
    }

    [Fact]
    public void Read_Standardised_ScalesFirst()
    {
        var known = Small(new AdaptiveAveragePool(), new Flatten()) with { Names = [new ForeignNames(["fc"])] };
        using var file = Opened([new("fc.weight", [2, 2], [1, 0, 0, 1]), new("fc.bias", [2], [0, 0])]);

        var network = WeightImport.Read(file, known, new ImportSettings { Standardised = new Standardisation([0.5f, 0.25f], [0.5f, 2]) }).Network;

        using var tape = new Tape(_engine, recording: false);
        var logits = network.Forward(tape.Constant(new Shape("TNHWC", 1, 1, 4, 4, 2), [.. Enumerable.Repeat(1f, 32)]), new ForwardPass(tape));
        Assert.Equal([1f, 0.375f], logits.Values.ToArray());
        Assert.Throws<ArgumentException>(() => WeightImport.Read(file, known, new ImportSettings { Standardised = Standardisation.ImageNet }));
    }

    public void Dispose() => _engine.Dispose();

    private static KnownNetwork Small(params LayerDescription[] layers) => new("small", "A network of a test.", new ArchitectureDescription.Custom { Layers = [.. layers] }, new Relu())
    {
        Names = [new ForeignNames(["0", "1"])],
        Input = new FrameSize(4, 4),
        Classes = 4,
    };

    private static string Suffix(Parameter parameter) => parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..] is var own && own == "membrane" ? "w" : own;

    private static List<TorchTensorData> FileOf(KnownNetwork known, ForeignNames names)
    {
        var network = Network.Blank(known.Describe(known.Input, known.Classes, standardised: null));
        var layers = network.AllLayers.Where(l => l.Parameters.Count > 0).Zip(names.Layers);
        int next = 0;
        return
        [
            .. from pair in layers
               from parameter in pair.First.Parameters
               select new TorchTensorData(pair.Second.Key(Suffix(parameter)), ForeignShape(parameter.Shape), Filled(parameter.Shape.Count, next++)),
        ];
    }

    private static float[] Filled(int count, float value)
    {
        float[] values = new float[count];
        Array.Fill(values, value);
        return values;
    }

    private static int[] ForeignShape(Shape shape) => shape.Axes switch
    {
        "HWIO" => [shape[3], shape[2], shape[0], shape[1]],
        "IO" => [shape[1], shape[0]],
        "F" => [],
        _ => shape.Extents.ToArray(),
    };

    private static int LayersWithParameters(LayerList layers) => layers.Sum(layer
        => layer.Inner.Sum(path => LayersWithParameters(path.Layers)) + (layer is Convolution or Linear or BatchNorm or LayerNorm or ClassToken or PositionEmbedding or Spiking { Neuron: NeuronDescription { Kind: NeuronKind.Plif } } ? 1 : 0));

    private static int CountOf(NetworkDescription description) => Network.Blank(description).TrainableCount;

    private static WeightFile Opened(IReadOnlyList<TorchTensorData> tensors) => WeightFile.Open(new MemoryStream(TorchFiles.Zip(tensors), writable: false), "weights");
}

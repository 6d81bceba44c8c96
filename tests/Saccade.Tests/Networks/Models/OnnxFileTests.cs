using Google.Protobuf;
using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Xunit;

namespace Saccade.Tests.Networks.Models;

/// <summary>
/// The graphs of ONNX files are whole: what they mean in ONNX Runtime is tested with the packages, since its native libraries are large.
/// </summary>
public sealed class OnnxFileTests
{
    private const int Steps = 3;

    private static readonly NeuronDescription _neuron = new() { Kind = NeuronKind.If, Reset = ResetKind.Soft };

    public static TheoryData<string> Presets => [.. Architectures.Keys];

    private static Dictionary<string, ArchitectureDescription> Architectures { get; } = new()
    {
        ["small-cnn"] = new ArchitectureDescription.SmallCnn(),
        ["vgg-snn"] = new ArchitectureDescription.VggSnn(),
        ["vgg-snn with temporal attention"] = new ArchitectureDescription.VggSnn { Channels = [4, 4, 4, 4, 8, 8, 8, 8], Gates = [new TemporalAttention(Steps), new Spiking(new LiafNeuron())] },
        ["sew-net"] = new ArchitectureDescription.SewNet { Channels = [4, 4] },
        ["sew-resnet"] = new ArchitectureDescription.SewResNet { Channels = [8, 8, 8, 8] },
        ["resnet19"] = new ArchitectureDescription.ResNet19(),
        ["spikformer"] = new ArchitectureDescription.Spikformer { Dimension = 16, Heads = 2, Pools = 2 },
        ["spike-driven-transformer"] = new ArchitectureDescription.SpikeDrivenTransformer { Dimension = 16, Heads = 2, Pools = 2, Widen = true },
        ["qkformer"] = new ArchitectureDescription.QkFormer { Dimension = 64, Heads = 2 },
        ["vision-transformer"] = new ArchitectureDescription.VisionTransformer { Depth = 2, Dimension = 24, Heads = 3, Side = 48 },
        ["snn5"] = new ArchitectureDescription.Snn5 { Channels = 8 },
        ["synapses"] = new ArchitectureDescription.SmallCnn { Synapses = [new Synapse(new SynapticFilter.Convolution(SumToOne: true)), new Synapse(new SynapticFilter.FirstOrder())] },
        ["levels"] = new ArchitectureDescription.Custom { Layers = [new Spiking(new MultiLevelNeuron()), new UnaryCode(3), new MaxPool(8)] },
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void Graph_NamesEachValueOnce_BeforeItIsUsed_AndUsesEachConstant(string preset)
    {
        var network = Network.Create(Architectures[preset].Describe(new FrameSize(32, 32), 10, new Spiking(_neuron)), seed: 1);

        var graph = Graph.Of(network, Steps);

        var known = new HashSet<string>(graph.Constants) { OnnxFile.Frames };
        Assert.Equal(graph.Constants.Count + 1, known.Count);
        foreach (var (inputs, outputs) in graph.Nodes)
        {
            Assert.All(inputs, input => Assert.Contains(input, known));
            Assert.All(outputs, output => Assert.True(known.Add(output), $"{output} is given twice"));
        }

        Assert.Equal([OnnxFile.Logits], graph.Nodes[^1].Outputs);
        Assert.Empty(graph.Constants.Except(graph.Nodes.SelectMany(n => n.Inputs)));
    }

    [Fact]
    public void Weights_AreInTheFile()
    {
        var network = Network.Create(Architectures["small-cnn"].Describe(new FrameSize(32, 32), 10, new Spiking(_neuron)), seed: 1);

        long parameters = network.Parameters.Sum(p => (long)p.Shape.Count);

        Assert.InRange(Graph.Bytes(network, Steps).Length, sizeof(float) * parameters, sizeof(float) * parameters + 16_384);
    }

    [Fact]
    public void Layers_WithoutAForm_AreAllNamed_AndNothingIsWritten()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(4, 4), [new Foreign { Name = "one" }, new Relu(), new Foreign(), new Flatten(), new Linear(2)]), seed: 1);
        using var stream = new MemoryStream();

        var refused = Assert.Throws<NotSupportedException>(() => OnnxFile.Write(stream, network, Steps));

        Assert.Equal("layers without a form in ONNX: 0 (foreign), 2 (foreign)", refused.Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void Steps_ThatALayerIsNotMadeFor_AreRefused()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(4, 4), [new StepScale(2), new Flatten(), new Linear(2)]), seed: 1);

        Assert.Contains("factors for 2 time steps, and there are 3", Assert.Throws<ArgumentException>(() => OnnxFile.Write(Stream.Null, network, Steps)).Message);
    }

    private sealed record Foreign : LayerDescription
    {
        public override string Title => "foreign";

        public override FeatureSize OutputOf(FeatureSize input) => input;

        public override Layer Build(LayerScope scope, FeatureSize input) => new Built(scope, this, input);

        private sealed class Built(LayerScope scope, LayerDescription description, FeatureSize input) : Layer(scope, description, input)
        {
            public override Saccade.Tensors.Tensor Forward(Saccade.Tensors.Tensor x, ForwardPass pass) => x;
        }
    }

    /// <summary>Names of the values of a graph, read from the file.</summary>
    private sealed record Graph(IReadOnlyList<string> Constants, IReadOnlyList<(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)> Nodes)
    {
        private const int GraphField = 7, Node = 1, Constant = 5, ConstantName = 8, NodeInput = 1, NodeOutput = 2;

        public static byte[] Bytes(Network network, int steps)
        {
            using var stream = new MemoryStream();
            OnnxFile.Write(stream, network, steps);
            return stream.ToArray();
        }

        public static Graph Of(Network network, int steps)
        {
            byte[] graph = Fields(Bytes(network, steps)).Single(f => f.Number == GraphField).Value;
            return new Graph(
                [.. Fields(graph).Where(f => f.Number == Constant).Select(f => Names(f.Value, ConstantName).Single())],
                [.. Fields(graph).Where(f => f.Number == Node).Select(f => (Names(f.Value, NodeInput), Names(f.Value, NodeOutput)))]);
        }

        private static IReadOnlyList<string> Names(byte[] message, int field)
            => [.. Fields(message).Where(f => f.Number == field).Select(f => System.Text.Encoding.UTF8.GetString(f.Value))];

        /// <summary>The fields that hold bytes; others are passed over.</summary>
        private static List<(int Number, byte[] Value)> Fields(byte[] message)
        {
            var fields = new List<(int, byte[])>();
            using var input = new CodedInputStream(message);
            while (input.ReadTag() is var tag && tag != 0)
            {
                if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                    fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
                else
                    input.SkipLastField();
            }

            return fields;
        }
    }
}

using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tests.Networks;

namespace Saccade.Tests.Streaming;

/// <summary>A network for each kind of layer that a plan has a step for.</summary>
internal static class StreamNets
{
    private static readonly Spiking _lif = new(new NeuronDescription { Threshold = 0.5f }), _converted = new(NeuronDescription.Converted with { Threshold = 0.7f });

    public static IEnumerable<string> Names => All.Keys;

    private static Dictionary<string, Func<NetworkDescription>> All { get; } = new()
    {
        ["lif"] = () => Nets.Two(_lif),
        ["converted"] = () => Nets.Two(_converted),
        ["max-pool"] = () => Nets.Two(_converted, new MaxPool()),
        ["quantised"] = () => Nets.Two(new Quantised(4, 0.7f)),
        ["relu"] = () => Nets.Two(new Relu()),
        ["levels"] = () => Nets.Two(new Spiking(new NeuronDescription { Threshold = 0.3f, Levels = 3, Reset = ResetKind.Soft, Height = SpikeHeight.Threshold })),
        ["per-channel"] = () => Nets.Two(new Spiking(new NeuronDescription { Threshold = 0.5f, Height = SpikeHeight.Threshold, PerChannel = [NeuronConstant.Threshold, NeuronConstant.Tau] })),
        ["strided"] = () => Of(new Convolution(6, 3, 2, 1), _lif, new Convolution(6, 3, 1, 1, 6), new BatchNorm(), _lif, new Convolution(8, 3, 1, 1, 2, Bias: false), _converted),
        ["adaptive-pool"] = () => Of(new Convolution(4), _converted, new AdaptiveAveragePool(3), new Convolution(4), _converted, new AdaptiveAveragePool()),
        ["vote"] = () => Nets.Of(new Convolution(4), _converted, new Flatten(), new Linear(6), _converted, new Vote(2)),
        ["step-scale"] = () => Of(new Convolution(4), new BatchNorm(), new StepScale(4), _lif, new Dropout()),
        ["add"] = () => Of(new Convolution(4), _converted, Joined(Combine.Add)),
        ["and"] = () => Of(new Convolution(4), _lif, Joined(Combine.And)),
        ["iand"] = () => Of(new Convolution(4), _converted, Joined(Combine.Iand)),
        ["gate"] = () => Of(new Convolution(4), _lif, Joined(Combine.Gate)),
        ["concatenate"] = () => Of(new Convolution(4), _converted, Joined(Combine.Concatenate), new Convolution(3), _converted),
        ["norm-first"] = () => Of(new BatchNorm(), new Convolution(4), _converted, new BatchNorm(), new Convolution(4), _lif),
        ["attention"] = () => Of(new Convolution(12), new BatchNorm(), _lif, new Attention(2), _lif, new Convolution(24), _lif, new Attention(1), _lif),
        ["synapse"] = () => Of(new Convolution(4), new BatchNorm(), new Synapse(new SynapticFilter.Convolution()), _lif, new Synapse(new SynapticFilter.Convolution(4, SumToOne: true)), new Convolution(4), _converted),
        ["synapse-decay"] = () => Of(new Convolution(4), new Synapse(new SynapticFilter.FirstOrder()), _lif, new Synapse(new SynapticFilter.FirstOrder(0.5, UnitGain: false))),
        ["unary-code"] = () => Of(new Convolution(4), new Spiking(new NeuronDescription { Threshold = 0.3f, Levels = 3, Reset = ResetKind.Soft }), new UnaryCode(3), new Convolution(4), _lif, new UnaryCode(2)),
        ["sliding-parallel"] = () => Of(new Convolution(4), new BatchNorm(), new Spiking(new SlidingParallelNeuron { Taps = 3, PerChannel = true, Threshold = 0.5f }), new Convolution(4), new Spiking(new SlidingParallelNeuron { Threshold = 0.5f })),
        ["mlf"] = () => Of(new Convolution(4), new BatchNorm(), new Spiking(new MultiLevelNeuron { Threshold = 0.3f, Spacing = 0.3f }), new Convolution(4), _lif),
        ["liaf"] = () => Of(new Convolution(4), new Spiking(new LiafNeuron { Threshold = 0.5f }), new Convolution(4), new Spiking(new LiafNeuron { Threshold = 0.3f, DecayInput = true, Output = LiafOutput.AboveThreshold })),
        ["sums"] = () => Of(new Convolution(4), _lif, new HeadSums(2, 0.5f), new Convolution(4), new DropPath(), _lif, new PositionSums(0.25f)),
        ["sew-resnet"] = () => Preset(new ArchitectureDescription.SewResNet { Stem = ResNetStem.Small, Blocks = [1, 1], Channels = [4, 8] }),
        ["qkformer"] = () => Preset(new ArchitectureDescription.QkFormer { Blocks = [1, 1], Dimension = 16, Heads = 2, Stem = QkFormerStem.Small }),
        ["spike-driven-transformer"] = () => Preset(new ArchitectureDescription.SpikeDrivenTransformer { Dimension = 16, Depth = 1, Heads = 2, Pools = 1 }),
        ["spikformer"] = () => Preset(new ArchitectureDescription.Spikformer { Dimension = 16, Depth = 1, Heads = 2, Pools = 1 }),
    };

    public static NetworkDescription Describe(string name) => All[name]();

    private static NetworkDescription Of(params LayerDescription[] layers) => Nets.Of([.. layers, new Flatten(), new Linear(3)]);

    private static Branches Joined(Combine combine) => new([new LayerPath("body", [new Convolution(4), new BatchNorm(), _converted]), new LayerPath("shortcut", [])], combine);

    private static NetworkDescription Preset(ArchitectureDescription architecture) => architecture.Describe(Nets.Input, 3, _lif);
}

using Saccade.Kernels.Neurons;
using Saccade.Networks;

namespace Saccade.Training.Benchmarks;

/// <summary>A network that benchmarks can build without a file; all have LIF neurons of tau 2 that reset hard.</summary>
/// <param name="Name">How the command line writes it.</param>
/// <param name="About">What it is, in a few words.</param>
/// <param name="Steps">Time steps that it is usually run for.</param>
/// <param name="Network">The network as a value.</param>
internal sealed record BuiltInNetwork(string Name, string About, int Steps, NetworkDescription Network)
{
    private const int UsualSteps = 5, GestureSteps = 16, StaticSteps = 4, UsualClasses = 10, GestureClasses = 11;

    private static readonly LayerDescription _lif = new Spiking(new NeuronDescription { Kind = NeuronKind.Lif, Tau = 2, Reset = ResetKind.Hard });

    /// <summary>VGG-SNN on 2x48x48 frames, 10 classes.</summary>
    public static BuiltInNetwork VggSnn { get; } = Of("vgg-snn", "VGG-SNN, 2x48x48", UsualSteps, new ArchitectureDescription.VggSnn(), new FrameSize(48, 48));

    /// <summary>The small network of N-MNIST on 2x34x34 frames, 10 classes.</summary>
    public static BuiltInNetwork Small { get; } = Of("small", "the small network of N-MNIST, 2x34x34", UsualSteps, new ArchitectureDescription.SmallCnn(), new FrameSize(34, 34));

    /// <summary>All of them: whole networks, then single layers behind a convolution whose spikes they read.</summary>
    public static IReadOnlyList<BuiltInNetwork> All { get; } =
    [
        VggSnn,
        Of("snn5", "SNN-5, 2x128x128", GestureSteps, new ArchitectureDescription.Snn5 { Votes = 1 }, new FrameSize(128, 128), GestureClasses),
        Small,
        Of("sew-resnet-18", "SEW-ResNet-18, 3x32x32", StaticSteps, new ArchitectureDescription.SewResNet { Stem = ResNetStem.Small }, new FrameSize(32, 32, 3)),
        Of("spikformer", "Spikformer-4-256, 3x32x32", StaticSteps, new ArchitectureDescription.Spikformer { Depth = 4, Pools = 2 }, new FrameSize(32, 32, 3)),
        Layer("first-layer", "3x3, 2 to 64 channels at 48x48", new FrameSize(48, 48), new Convolution(64, Bias: false)),
        Layer("conv-1x1", "1x1, 64 to 256 channels at 24x24", 24, 64, new Convolution(256, Kernel: 1, Padding: 0, Bias: false)),
        Layer("conv-5x5", "5x5, 64 to 64 channels at 24x24", 24, 64, new Convolution(64, Kernel: 5, Padding: 2, Bias: false)),
        Layer("conv-7x7", "7x7, 32 to 64 channels at 24x24", 24, 32, new Convolution(64, Kernel: 7, Padding: 3, Bias: false)),
        Layer("depthwise", "3x3 of each of 128 channels at 24x24", 24, 128, new Convolution(128, Groups: 128, Bias: false)),
        Layer("strided", "3x3 of stride 2, 64 to 128 channels at 48x48", 48, 64, new Convolution(128, Stride: 2, Bias: false)),
        Layer("residual", "a block of SEW-ResNet-18, 64 channels at 32x32", 32, 64, Branches.Add([.. Fired(new Convolution(64, Bias: false)), .. Fired(new Convolution(64, Bias: false))], [])),
    ];

    /// <summary>The network of a name, or null.</summary>
    public static BuiltInNetwork? Find(string name) => All.FirstOrDefault(n => n.Name == name);

    private static BuiltInNetwork Of(string name, string about, int steps, ArchitectureDescription architecture, FrameSize input, int classes = UsualClasses)
        => new(name, about, steps, architecture.Describe(input, classes, _lif));

    /// <summary>A layer that reads the spikes of a convolution 3x3.</summary>
    private static BuiltInNetwork Layer(string name, string about, int side, int channels, LayerDescription layer)
        => Layer(name, about, new FrameSize(side, side), [new Convolution(channels, Bias: false), layer]);

    private static BuiltInNetwork Layer(string name, string about, FrameSize input, params LayerDescription[] layers)
        => new(name, about, UsualSteps, new NetworkDescription(input, [.. layers.SelectMany(layer => layer is Branches ? [layer] : Fired(layer)), new AdaptiveAveragePool(), new Flatten(), new Linear(UsualClasses)]));

    private static LayerDescription[] Fired(LayerDescription layer) => [layer, new BatchNorm(), _lif];
}

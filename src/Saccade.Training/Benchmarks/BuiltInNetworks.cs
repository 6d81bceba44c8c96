using Saccade.Kernels.Neurons;
using Saccade.Networks;

namespace Saccade.Training.Benchmarks;

/// <summary>What the built-in networks are; all with LIF neurons of tau 2 that reset hard.</summary>
internal static class BuiltInNetworks
{
    private const int VggSide = 48, GestureSide = 128, GestureClasses = 11, SmallSide = 34, CifarSide = 32, CifarChannels = 3, Classes = 10;
    private const int UsualSteps = 5, GestureSteps = 16, ImageSteps = 4;

    private static readonly LayerDescription _lif = new Spiking(new NeuronDescription { Kind = NeuronKind.Lif, Tau = 2, Reset = ResetKind.Hard });

    private static readonly FrameSize _cifar = new(CifarSide, CifarSide, CifarChannels);

    /// <summary>The network as a value.</summary>
    public static NetworkDescription Describe(BuiltInNetwork network) => network switch
    {
        BuiltInNetwork.VggSnn => new ArchitectureDescription.VggSnn().Describe(new FrameSize(VggSide, VggSide), Classes, _lif),
        BuiltInNetwork.Snn5 => new ArchitectureDescription.Snn5 { Votes = 1 }.Describe(new FrameSize(GestureSide, GestureSide), GestureClasses, _lif),
        BuiltInNetwork.Small => new ArchitectureDescription.SmallCnn().Describe(new FrameSize(SmallSide, SmallSide), Classes, _lif),
        BuiltInNetwork.SewResNet18 => new ArchitectureDescription.SewResNet { Stem = ResNetStem.Small }.Describe(_cifar, Classes, _lif),
        BuiltInNetwork.Spikformer => new ArchitectureDescription.Spikformer { Depth = 4, Pools = 2, Scale = 0.25f }.Describe(_cifar, Classes, _lif),
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "this network is not known"),
    };

    /// <summary>Time steps that the network is usually run for.</summary>
    public static int StepsOf(BuiltInNetwork network) => network switch
    {
        BuiltInNetwork.Snn5 => GestureSteps,
        BuiltInNetwork.SewResNet18 or BuiltInNetwork.Spikformer => ImageSteps,
        _ => UsualSteps,
    };
}

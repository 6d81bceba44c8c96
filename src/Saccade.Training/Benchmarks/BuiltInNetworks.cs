using Saccade.Kernels.Neurons;
using Saccade.Networks;

namespace Saccade.Training.Benchmarks;

/// <summary>What the built-in networks are; all with LIF neurons of tau 2 that reset hard.</summary>
internal static class BuiltInNetworks
{
    private const int VggSide = 48, VggClasses = 10, GestureSide = 128, GestureClasses = 11, SmallSide = 34, SmallClasses = 10;
    private const int UsualSteps = 5, GestureSteps = 16;

    private static readonly LayerDescription _lif = new Spiking(new NeuronDescription { Kind = NeuronKind.Lif, Tau = 2, Reset = ResetKind.Hard });

    /// <summary>The network as a value.</summary>
    public static NetworkDescription Describe(BuiltInNetwork network) => network switch
    {
        BuiltInNetwork.VggSnn => new ArchitectureDescription.VggSnn().Describe(new FrameSize(VggSide, VggSide), VggClasses, _lif),
        BuiltInNetwork.Snn5 => new ArchitectureDescription.Snn5 { Votes = 1 }.Describe(new FrameSize(GestureSide, GestureSide), GestureClasses, _lif),
        BuiltInNetwork.Small => new ArchitectureDescription.SmallCnn().Describe(new FrameSize(SmallSide, SmallSide), SmallClasses, _lif),
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "this network is not known"),
    };

    /// <summary>Time steps that the network is usually run for.</summary>
    public static int StepsOf(BuiltInNetwork network) => network == BuiltInNetwork.Snn5 ? GestureSteps : UsualSteps;
}

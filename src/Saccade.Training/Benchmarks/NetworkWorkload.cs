using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Saccade.Training.RunLog;

namespace Saccade.Training.Benchmarks;

/// <summary>A whole network on frames.</summary>
internal abstract class NetworkWorkload : Workload
{
    private protected const int FlopsPerMultiplyAdd = 2;

    private protected NetworkWorkload(Network network, NetworkInput input, ModelCard? card)
        : base(StepsOf(input), input.Samples)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, Input, Card) = (network, input, card);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>What it sees.</summary>
    public NetworkInput Input { get; }

    /// <summary>The card of the model file that it is from, or null.</summary>
    public ModelCard? Card { get; }

    /// <summary>Floating-point operations of one forward pass that leaves nothing out.</summary>
    private protected double ForwardFlops => (double)FlopsPerMultiplyAdd * Network.AllLayers.Sum(l => l.MultiplyAdds) * Steps * Samples;

    private protected abstract BatchNormUse Use { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerRate> FiringRates(Engine engine) => Firing.Rates(engine, Network, Input, Use);

    private static int StepsOf(NetworkInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Steps;
    }
}

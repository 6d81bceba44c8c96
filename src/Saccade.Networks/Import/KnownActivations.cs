using Saccade.Kernels.Neurons;

namespace Saccade.Networks.Import;

/// <summary>What the activations of known networks are.</summary>
internal static class KnownActivations
{
    public static LayerDescription Relu { get; } = new Relu();

    /// <summary>Neurons of SpikingJelly with the defaults of its networks: hard reset to 0, threshold 1, no gradient through the reset, arcus tangens.</summary>
    public static LayerDescription Neurons(NeuronKind kind) => new Spiking(new NeuronDescription { Kind = kind, ResetGradient = ResetGradient.Detached, Surrogate = new Surrogate.ATan() });
}

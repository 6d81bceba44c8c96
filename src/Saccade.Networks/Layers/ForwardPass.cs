using Saccade.Tensors;
using Saccade.Tensors.Autograd;

namespace Saccade.Networks;

/// <summary>How a network is to be run once: on which tape, with which statistics, what is trained, who watches.</summary>
/// <param name="Tape">Where tensors are made.</param>
public sealed record ForwardPass(Tape Tape)
{
    /// <summary>What batch normalisation does.</summary>
    public BatchNormUse BatchNorm { get; init; } = BatchNormUse.Running;

    /// <summary>Whether gradients of parameters will be needed.</summary>
    public bool TrainsParameters { get; init; }

    /// <summary>Called with the output of every layer; must not keep the tensor.</summary>
    public Action<Layer, Tensor>? Tap { get; init; }

    /// <summary>Membrane potentials carried from call to call (streaming), or null to start every call afresh.</summary>
    public NetworkState? State { get; init; }

    /// <summary>Seed and step of what is drawn at random (dropout), or null for none: outside training.</summary>
    public (ulong Seed, long Step)? Noise { get; init; }

    /// <summary>The tensor of a parameter under this pass.</summary>
    internal Tensor Use(Parameter parameter, bool trainable = true) => Tape.Use(parameter, trainable && TrainsParameters);
}

using System.Numerics;

namespace Saccade.Kernels.Neurons.Reference;

/// <summary>
/// The spike of a reference neuron and its derivative. <see cref="HeavisideSpike{T}"/> is the real one; a smooth function with its true
/// derivative turns the network into one whose gradients can be checked by finite differences.
/// </summary>
/// <typeparam name="T">The type to compute in.</typeparam>
public interface ISpikeFunction<T>
    where T : IFloatingPointIeee754<T>
{
    /// <summary>S(u).</summary>
    /// <param name="u">Membrane potential minus threshold, in the units of the neuron.</param>
    T Spike(T u);

    /// <summary>dS/du, or what stands in for it.</summary>
    /// <param name="u">Membrane potential minus threshold, in the units of the neuron.</param>
    T Derivative(T u);
}

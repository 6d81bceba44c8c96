using System.Numerics;

namespace Saccade.Kernels.Neurons.Reference;

/// <summary>
/// The spike of a reference neuron and its derivative. <see cref="HeavisideSpike{T}"/> is the real one; a smooth function with its true
/// derivative turns the network into one whose gradients can be checked by finite differences.
/// </summary>
/// <typeparam name="T">The type to compute in.</typeparam>
internal interface ISpikeFunction<T>
    where T : IFloatingPointIeee754<T>
{
    /// <summary>S(u).</summary>
    /// <param name="u">Membrane potential minus threshold, in the units of the neuron.</param>
    T Spike(T u);

    /// <summary>dS/du, or what stands in for it.</summary>
    /// <param name="u">Membrane potential minus threshold, in the units of the neuron.</param>
    T Derivative(T u);
}

/// <summary>The spike of a spiking neuron, 1 where u reaches 0, with a surrogate derivative.</summary>
/// <typeparam name="T">The type to compute in.</typeparam>
/// <param name="FireRule">Whether u = 0 fires.</param>
/// <param name="Surrogate">What stands in for the derivative.</param>
internal sealed record HeavisideSpike<T>(FireRule FireRule, Surrogate Surrogate) : ISpikeFunction<T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public T Spike(T u) => u > T.Zero || (u == T.Zero && FireRule == FireRule.AtOrAbove) ? T.One : T.Zero;

    /// <inheritdoc/>
    public T Derivative(T u) => SurrogateReference.Derivative(Surrogate, u);
}

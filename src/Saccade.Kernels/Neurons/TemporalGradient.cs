namespace Saccade.Kernels.Neurons;

/// <summary>Whether gradients flow from one step to the step before.</summary>
public enum TemporalGradient
{
    /// <summary>Back-propagation through time.</summary>
    Full,

    /// <summary>The potential of the step before counts as a constant (SLTT).</summary>
    Detached,
}

namespace Saccade.Kernels.Neurons;

/// <summary>Whether gradients flow through the spike inside the reset.</summary>
public enum ResetGradient
{
    /// <summary>They do (TET, HSD).</summary>
    Full,

    /// <summary>The spike counts as a constant in the reset (PLIF, TCJA).</summary>
    Detached,
}

namespace Saccade.Kernels.Neurons;

/// <summary>What the argument u of a surrogate derivative g is measured in.</summary>
public enum SurrogateUnits
{
    /// <summary>u = H - threshold, so dS/dH = g(u) (SpikingJelly).</summary>
    Potential,

    /// <summary>u = (H - threshold) / threshold, so dS/dH = g(u) / threshold (HSD: the threshold divides the input).</summary>
    Threshold,
}

namespace Saccade.Kernels.Neurons;

/// <summary>How input changes the membrane potential. x is the input, V the potential after the last step, k the leak rate.</summary>
public enum ChargeKind
{
    /// <summary>H = V + x: no leak (IF).</summary>
    Integrate,

    /// <summary>H = V + (x - (V - V_reset)) k: potential and input decay alike (LIF, <c>decay_input</c> true).</summary>
    LeakWithInput,

    /// <summary>H = V - (V - V_reset) k + x: only the potential decays (LIF, <c>decay_input</c> false; TET with k = 1/2).</summary>
    Leak,
}

/// <summary>Whether a potential that equals the threshold fires.</summary>
public enum FireRule
{
    /// <summary>Fires where H &gt;= threshold. With it an IF neuron at constant input equals the quantised activation.</summary>
    AtOrAbove,

    /// <summary>Fires where H &gt; threshold.</summary>
    Above,
}

/// <summary>What a spike S in {0, 1} does to the charged potential H.</summary>
public enum ResetKind
{
    /// <summary>V = H - threshold S.</summary>
    Soft,

    /// <summary>V = (1 - S) H + S V_reset.</summary>
    Hard,
}

/// <summary>Whether gradients flow through the spike inside the reset.</summary>
public enum ResetGradient
{
    /// <summary>They do (TET, HSD).</summary>
    Full,

    /// <summary>The spike counts as a constant in the reset (PLIF, TCJA).</summary>
    Detached,
}

/// <summary>Whether gradients flow from one step to the step before.</summary>
public enum TemporalGradient
{
    /// <summary>Back-propagation through time.</summary>
    Full,

    /// <summary>The potential of the step before counts as a constant (SLTT).</summary>
    Detached,
}

/// <summary>What the argument u of a surrogate derivative g is measured in.</summary>
public enum SurrogateUnits
{
    /// <summary>u = H - threshold, so dS/dH = g(u) (SpikingJelly).</summary>
    Potential,

    /// <summary>
    /// u = (H - threshold) / threshold, so dS/dH = g(u) / threshold (HSD: the threshold divides the input). An alpha that was published for H - threshold is
    /// multiplied by the threshold here, a width or gamma divided by it.
    /// </summary>
    Threshold,
}

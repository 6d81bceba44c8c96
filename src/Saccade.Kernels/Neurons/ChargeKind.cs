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

namespace Saccade.Kernels.Optimization;

/// <summary>How weight decay enters an adaptive update.</summary>
public enum WeightDecay
{
    /// <summary>As the gradient of a penalty, <c>gradient + decay * parameter</c>, which the moments see (Adam).</summary>
    Penalty,

    /// <summary>As a shrinking of its own, <c>parameter * (1 - rate * decay)</c>, beside the moments (AdamW; Loshchilov and Hutter 2019).</summary>
    Decoupled,
}

namespace Saccade.Networks;

/// <summary>What a spike carries to the next layer.</summary>
public enum SpikeHeight
{
    /// <summary>1.</summary>
    Unit,

    /// <summary>The neuron's threshold (HSD eq. 3: the conversion is exact in expectation).</summary>
    Threshold,
}

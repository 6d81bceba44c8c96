namespace Saccade.Training.Recipes;

/// <summary>The value a spike of a converted network carries to the next layer (facts 5.8).</summary>
public enum SpikeHeight
{
    /// <summary>The threshold of the layer, as the equations demand.</summary>
    Threshold,

    /// <summary>1, as in the published code.</summary>
    Unit,
}

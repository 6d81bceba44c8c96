namespace Saccade.Training.Recipes;

/// <summary>What a Kullback-Leibler divergence is divided by (facts 5.4).</summary>
public enum KlReduction
{
    /// <summary>The number of samples: the true divergence.</summary>
    BatchMean,

    /// <summary>Samples times classes, as in the published code.</summary>
    ElementMean,
}

namespace Saccade.Training.Recipes;

/// <summary>How gradients change parameters.</summary>
public abstract record OptimizerRecipe
{
    /// <summary>Learning rate at the start of the schedule; above 0.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Weight decay of all parameters that have none of their own; 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Weight decay of scale and shift of batch normalisation; null for <see cref="WeightDecay"/>.</summary>
    public double? NormWeightDecay { get; init; }

    /// <summary>Weight decay of thresholds and learned time constants; null for <see cref="WeightDecay"/>.</summary>
    public double? ThresholdWeightDecay { get; init; }

    /// <summary>Weight decay of biases; null for <see cref="WeightDecay"/>.</summary>
    public double? BiasWeightDecay { get; init; }

    /// <summary>Stochastic gradient descent; the decay is added to the gradient.</summary>
    public sealed record Sgd : OptimizerRecipe
    {
        /// <summary>Share of the last step that the next one keeps. 0 to below 1.</summary>
        public double Momentum { get; init; } = 0.9;

        /// <summary>Whether the gradient is taken ahead of the step; needs a momentum above 0.</summary>
        public bool Nesterov { get; init; }
    }

    /// <summary>Adam; the decay is added to the gradient.</summary>
    public sealed record Adam : OptimizerRecipe
    {
        /// <summary>Decay of the mean of gradients. 0 to below 1.</summary>
        public double Beta1 { get; init; } = 0.9;

        /// <summary>Decay of the mean of squared gradients. 0 to below 1.</summary>
        public double Beta2 { get; init; } = 0.999;

        /// <summary>Added to the root of the mean square; above 0.</summary>
        public double Epsilon { get; init; } = 1e-8;
    }

    /// <summary>Adam with the decay applied to the parameters themselves.</summary>
    public sealed record AdamW : OptimizerRecipe
    {
        /// <summary>Decay of the mean of gradients. 0 to below 1.</summary>
        public double Beta1 { get; init; } = 0.9;

        /// <summary>Decay of the mean of squared gradients. 0 to below 1.</summary>
        public double Beta2 { get; init; } = 0.999;

        /// <summary>Added to the root of the mean square; above 0.</summary>
        public double Epsilon { get; init; } = 1e-8;
    }
}

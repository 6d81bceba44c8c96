namespace Saccade.Training.Recipes;

/// <summary>How a quantised network becomes a spiking one: integrate-and-fire neurons with soft reset, threshold = lambda (facts 5).</summary>
public sealed record ConversionRecipe
{
    /// <summary>The value a spike carries to the next layer.</summary>
    public SpikeHeight Spikes { get; init; } = SpikeHeight.Threshold;

    /// <summary>Potential before the first step, in units of the threshold. 0 to below 1; 0.5 is what the theory asks for.</summary>
    public double Start { get; init; } = 0.5;

    /// <summary>Whether a potential equal to the threshold fires.</summary>
    public FireRule Fire { get; init; } = FireRule.AtOrAbove;

    /// <summary>Whether fine-tuning changes the thresholds.</summary>
    public bool TrainableThreshold { get; init; }

    /// <summary>Whether the gradient passes through the reset.</summary>
    public ResetGradient ResetGradient { get; init; } = ResetGradient.Full;

    /// <summary>Stand-in for the derivative of a spike, in units of the threshold (HSD, eq. 12).</summary>
    public SurrogateRecipe Surrogate { get; init; } = new();
}

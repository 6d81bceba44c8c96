namespace Saccade.Training.Recipes;

/// <summary>The neuron of networks that are trained as spiking networks from the start (facts 9.1). Converted ones take <see cref="ConversionRecipe"/>.</summary>
public abstract record NeuronRecipe
{
    /// <summary>Firing threshold; above 0.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>What a spike does to the potential.</summary>
    public ResetKind Reset { get; init; } = ResetKind.Hard;

    /// <summary>Whether the gradient passes through the reset.</summary>
    public ResetGradient ResetGradient { get; init; } = ResetGradient.Full;

    /// <summary>Whether a potential equal to the threshold fires.</summary>
    public FireRule Fire { get; init; } = FireRule.AtOrAbove;

    /// <summary>Potential before the first step, in units of the threshold. 0 to below 1.</summary>
    public double Start { get; init; }

    /// <summary>Stand-in for the derivative of a spike.</summary>
    public SurrogateRecipe Surrogate { get; init; } = new();

    /// <summary>Integrate and fire: no leak.</summary>
    public sealed record If : NeuronRecipe;

    /// <summary>Leaky integrate and fire.</summary>
    public sealed record Lif : NeuronRecipe
    {
        /// <summary>Membrane time constant in steps; above 1. The potential keeps 1 - 1/tau of itself.</summary>
        public double Tau { get; init; } = 2;

        /// <summary>Whether the input is divided by tau too.</summary>
        public bool DecayInput { get; init; } = true;
    }

    /// <summary>Leaky integrate and fire with a trainable time constant for each layer.</summary>
    public sealed record Plif : NeuronRecipe
    {
        /// <summary>Membrane time constant in steps that training starts from; above 1.</summary>
        public double Tau { get; init; } = 2;

        /// <summary>Whether the input is divided by tau too.</summary>
        public bool DecayInput { get; init; } = true;
    }
}

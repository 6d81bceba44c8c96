namespace Saccade.Recognition;

/// <summary>What a network says about one recording.</summary>
/// <param name="Steps">Its decision after 1, 2, ... T steps.</param>
/// <param name="Outside">Events left out because they are outside the model's sensor.</param>
/// <param name="Framing">Time to turn the events into frames.</param>
/// <param name="Inference">Time to run the network.</param>
public sealed record Prediction(IReadOnlyList<StepDecision> Steps, long Outside, TimeSpan Framing, TimeSpan Inference)
{
    /// <summary>The decision from all steps.</summary>
    public StepDecision Final => Steps[^1];
}

/// <summary>What a network says after some time steps.</summary>
/// <param name="Step">Number of steps seen, from 1.</param>
/// <param name="Class">The class with the highest mean logit of those steps.</param>
/// <param name="Label">Its name.</param>
/// <param name="Probabilities">For each class, the softmax of the mean logits; adds up to 1.</param>
public sealed record StepDecision(int Step, int Class, string Label, IReadOnlyList<double> Probabilities)
{
    /// <summary>Probability of the decided class.</summary>
    public double Confidence => Probabilities[Class];
}

namespace Saccade.Training.Runs;

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

namespace Saccade.Recognition;

/// <summary>What a network says about one recording or image: from all its steps, and after each.</summary>
/// <param name="Recording">The name under which the input was given: a path, or what the caller called it.</param>
/// <param name="AfterEachStep">The decision after 1, 2, ... T steps; the last is the decision.</param>
/// <param name="Events">Events of the recording; 0 for images and frames. A decision from no event means nothing.</param>
/// <param name="Outside">Events that were left out because they are outside the model's sensor.</param>
/// <param name="Times">What the decision took.</param>
public sealed record Decision(string Recording, IReadOnlyList<StepDecision> AfterEachStep, long Events, long Outside, DecisionTimes Times)
{
    /// <summary>Name of the decided class.</summary>
    public string Label => AfterEachStep[^1].Label;

    /// <summary>Index of the decided class among the model's labels, from 0.</summary>
    public int Class => AfterEachStep[^1].Class;

    /// <summary>Probability of the decided class, 0 to 1.</summary>
    public double Confidence => AfterEachStep[^1].Confidence;

    /// <summary>For each class, in the order of the model's labels, the softmax of the mean logits; adds up to 1.</summary>
    public IReadOnlyList<double> Probabilities => AfterEachStep[^1].Probabilities;

    /// <summary>Number of steps that the network ran, T.</summary>
    public int Steps => AfterEachStep.Count;
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

/// <summary>How long the parts of a decision took.</summary>
/// <param name="Reading">Reading and decoding bytes; nothing where events, frames or an image were given.</param>
/// <param name="Framing">Making frames.</param>
/// <param name="Network">Running the network.</param>
public readonly record struct DecisionTimes(TimeSpan Reading, TimeSpan Framing, TimeSpan Network)
{
    /// <summary>All together.</summary>
    public TimeSpan Total => Reading + Framing + Network;
}

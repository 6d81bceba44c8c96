namespace Saccade.Training.Runs;

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

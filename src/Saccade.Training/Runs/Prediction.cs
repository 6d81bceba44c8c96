namespace Saccade.Training.Runs;

/// <summary>What a network says about one recording.</summary>
/// <param name="Steps">Its decision after 1, 2, ... T steps.</param>
/// <param name="Framing">Time to turn the events into frames.</param>
/// <param name="Inference">Time to run the network.</param>
public sealed record Prediction(IReadOnlyList<StepDecision> Steps, TimeSpan Framing, TimeSpan Inference)
{
    /// <summary>The decision from all steps.</summary>
    public StepDecision Final => Steps[^1];
}

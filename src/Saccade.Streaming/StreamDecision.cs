namespace Saccade.Streaming;

/// <summary>What a network says about a stream after a time step.</summary>
/// <param name="Number">Which decision of the stream, from 1; each begins with a fresh state.</param>
/// <param name="Step">Time steps of this decision, from 1.</param>
/// <param name="Class">The class of the highest mean logit of those steps.</param>
/// <param name="Label">Its name.</param>
/// <param name="Probabilities">For each class, the softmax of the mean logits; adds up to 1.</param>
/// <param name="TimeMicros">The event time at which the step ended: the end of its duration, or its last event's where a number of events or the end of the stream ended it.</param>
/// <param name="Events">Events of the step, those outside the sensor not counted.</param>
/// <param name="Compute">How long the network ran after the step had ended; of steps that were computed together, an equal share.</param>
/// <param name="IsFinal">Whether the decision is made: by its last step, or early because the network is sure enough.</param>
public sealed record StreamDecision(
    long Number, int Step, int Class, string Label, IReadOnlyList<double> Probabilities, long TimeMicros, long Events, TimeSpan Compute, bool IsFinal)
{
    /// <summary>Probability of the decided class.</summary>
    public double Confidence => Probabilities[Class];
}

/// <summary>What became of the events of a stream.</summary>
/// <param name="Events">Events that were pushed.</param>
/// <param name="Outside">Events left out because they are outside the sensor, or the region that is shown.</param>
/// <param name="Unseen">Events on pixels that the model's scaling does not show.</param>
/// <param name="Late">Events left out because their time step had ended.</param>
/// <param name="Restarts">How often the stream began anew because time jumped back, or forward over many empty steps.</param>
/// <param name="Steps">Time steps that ran.</param>
/// <param name="Decisions">Decisions that were made.</param>
public readonly record struct StreamCounts(long Events, long Outside, long Unseen, long Late, long Restarts, long Steps, long Decisions);

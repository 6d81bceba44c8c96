namespace Saccade.Training.RunLog;

/// <summary>A phase is over.</summary>
/// <param name="Phase">Its name.</param>
/// <param name="KeptEpoch">The epoch whose network is the result, from 1.</param>
/// <param name="KeptAccuracy">Its accuracy on the part that decided, or on the validation part if none did; null if there is none.</param>
public sealed record PhaseEnded(string Phase, int KeptEpoch, double? KeptAccuracy) : TrainingEvent
{
    /// <summary>The part whose accuracy chose the epoch: <c>validation</c> or <c>test</c>; null if none did, and in logs of older versions.</summary>
    public string? DecidedBy { get; init; }
}

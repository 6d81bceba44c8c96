namespace Saccade.Training.RunLog;

/// <summary>A phase is over.</summary>
/// <param name="Phase">Its name.</param>
/// <param name="KeptEpoch">The epoch whose network is the result, from 1.</param>
/// <param name="KeptAccuracy">Its validation accuracy; null if there is no validation part.</param>
public sealed record PhaseEnded(string Phase, int KeptEpoch, double? KeptAccuracy) : TrainingEvent;

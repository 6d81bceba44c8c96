namespace Saccade.Training.Checkpoints;

/// <summary>The best epoch of a phase so far.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Accuracy">Its validation accuracy, 0 to 1.</param>
public sealed record BestEpoch(int Epoch, double Accuracy);

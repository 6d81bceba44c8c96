namespace Saccade.Training.RunLog;

/// <summary>A run goes on from a checkpoint. Everything logged after that checkpoint was taken back.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Epoch">Epochs of the phase that are done.</param>
public sealed record RunResumed(string Phase, int Epoch) : TrainingEvent;

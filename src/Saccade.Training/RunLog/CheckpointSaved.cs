namespace Saccade.Training.RunLog;

/// <summary>A checkpoint was written.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Epoch">Epochs of the phase that are done.</param>
/// <param name="File">Path within the run folder, with forward slashes.</param>
/// <param name="IsBest">Whether this is the best epoch of the phase so far.</param>
public sealed record CheckpointSaved(string Phase, int Epoch, string File, bool IsBest) : TrainingEvent;

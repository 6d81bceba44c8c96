namespace Saccade.Training.RunLog;

/// <summary>A mini-batch is done. For progress displays only; not logged.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The batch of the epoch, from 1.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Loss">Mean loss of its samples.</param>
public sealed record BatchDone(string Phase, int Epoch, int Batch, int Batches, double Loss) : TrainingEvent;

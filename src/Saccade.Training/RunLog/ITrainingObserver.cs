namespace Saccade.Training.RunLog;

/// <summary>
/// Receives what happens in a run. Calls come from one thread, in this order:
/// <code>
/// RunStarted
///   RunResumed?                                 on resumption, instead of what was done before
///   for each phase:
///     PhaseStarted
///       ConversionDone?                         if the phase starts from a quantised network and is spiking
///       for each epoch: BatchDone*  EpochDone  CheckpointSaved*
///     PhaseEnded
///     Evaluated*                                validation part only
///   Evaluated*                                  the test part, once, at the end
///   MapsDrawn?                                  of the result, if it emits maps of spikes
/// RunEnded                                      always, also after a failure or a cancellation at any point above
/// </code>
/// A run resumed within a phase goes on with its next epoch, without another PhaseStarted: that line is in the log already.
/// An exception from an observer ends the run.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Receives one event.</summary>
    void Observe(TrainingEvent happened);
}

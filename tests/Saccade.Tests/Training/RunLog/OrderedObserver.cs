using Saccade.Training.RunLog;

namespace Saccade.Tests.Training.RunLog;

/// <summary>Holds events to the order that <see cref="ITrainingObserver"/> documents, and keeps them. For tests of whatever raises events.</summary>
internal sealed class OrderedObserver : ITrainingObserver
{
    private readonly List<TrainingEvent> _events = [];
    private string _phase = "";
    private int _epoch;
    private State _state = State.Idle;

    private enum State
    {
        Idle,
        Run,
        Phase,
        Epochs,
        Batches,
        Ended,
    }

    public IReadOnlyList<TrainingEvent> Events => _events;

    public void Observe(TrainingEvent happened)
    {
        _state = (_state, happened) switch
        {
            (State.Idle, RunStarted) => State.Run,
            (State.Run, RunResumed resumed) when _events.Count == 1 => Resume(resumed),
            (State.Run, PhaseStarted started) => Begin(started.Phase, 0, State.Phase),
            (State.Phase, ConversionDone conversion) when conversion.Phase == _phase => State.Epochs,
            (State.Phase or State.Epochs or State.Batches, BatchDone batch) when batch.Phase == _phase && batch.Epoch == _epoch + 1 => State.Batches,
            (State.Batches, EpochDone epoch) when epoch.Phase == _phase && epoch.Epoch == _epoch + 1 => Begin(_phase, epoch.Epoch, State.Epochs),
            (State.Epochs, CheckpointSaved saved) when saved.Phase == _phase && saved.Epoch == _epoch && _epoch > 0 => State.Epochs,
            (State.Epochs, PhaseEnded ended) when ended.Phase == _phase => State.Run,
            (State.Run, Evaluated or MapsDrawn) when _phase.Length > 0 => State.Run,
            (not State.Idle and not State.Ended, RunEnded) => State.Ended,
            _ => throw new InvalidOperationException($"got {happened} in state {_state} of phase '{_phase}', epoch {_epoch}"),
        };
        _events.Add(happened);
    }

    private State Resume(RunResumed resumed) => Begin(resumed.Phase, resumed.Epoch, State.Epochs);

    private State Begin(string phase, int epoch, State state)
    {
        (_phase, _epoch) = (phase, epoch);
        return state;
    }
}

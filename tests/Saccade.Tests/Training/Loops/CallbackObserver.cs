using Saccade.Training.RunLog;

namespace Saccade.Tests.Training.Loops;

/// <summary>Calls back for events of one kind.</summary>
internal sealed class CallbackObserver<TEvent>(Action<TEvent> callback) : ITrainingObserver
    where TEvent : TrainingEvent
{
    public void Observe(TrainingEvent happened)
    {
        if (happened is TEvent wanted)
            callback(wanted);
    }
}

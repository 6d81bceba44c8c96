namespace Saccade.Training.RunLog;

/// <summary>Passes every event on to several observers, in their order.</summary>
/// <param name="observers">The observers.</param>
public sealed class TrainingObservers(params IReadOnlyList<ITrainingObserver> observers) : ITrainingObserver
{
    /// <inheritdoc/>
    public void Observe(TrainingEvent happened)
    {
        foreach (var observer in observers)
            observer.Observe(happened);
    }
}

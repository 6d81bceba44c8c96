namespace Saccade.Events.Datasets.Download;

/// <summary>A failure that may pass: worth another try.</summary>
internal sealed class TransientFailure(string problem, Exception? inner = null, TimeSpan? pause = null) : Exception(problem, inner)
{
    /// <summary>How long the server wants to be left alone; null when it does not say.</summary>
    public TimeSpan? Pause => pause;
}

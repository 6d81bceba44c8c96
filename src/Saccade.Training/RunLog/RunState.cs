namespace Saccade.Training.RunLog;

/// <summary>How a run ended.</summary>
public enum RunState
{
    /// <summary>All phases ran.</summary>
    Completed,

    /// <summary>Someone stopped it; it can be resumed.</summary>
    Cancelled,

    /// <summary>An error stopped it.</summary>
    Failed,
}

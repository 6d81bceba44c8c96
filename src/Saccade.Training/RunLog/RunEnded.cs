namespace Saccade.Training.RunLog;

/// <summary>A run is over, whatever the reason. The last event in any case.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Message">The error, if it failed.</param>
public sealed record RunEnded(RunState State, string? Message = null) : TrainingEvent;

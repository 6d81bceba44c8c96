namespace Saccade.Training.RunLog;

/// <summary>One line of a run log.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Event">What happened.</param>
public sealed record RunLogEntry(DateTimeOffset At, TrainingEvent Event);

namespace Saccade.Events.Cache;

/// <summary>How far a preparation has come.</summary>
/// <param name="Done">Recordings done.</param>
/// <param name="Total">Recordings in all.</param>
public readonly record struct PreparationProgress(int Done, int Total);

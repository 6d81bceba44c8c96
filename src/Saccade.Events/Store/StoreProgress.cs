namespace Saccade.Events.Store;

/// <summary>How far the preparation or the check of a store has come.</summary>
/// <param name="Done">Recordings done.</param>
/// <param name="Total">Recordings in all.</param>
/// <param name="Events">Events in those that are done.</param>
public readonly record struct StoreProgress(int Done, int Total, long Events);

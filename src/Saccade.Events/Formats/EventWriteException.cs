namespace Saccade.Events.Formats;

/// <summary>Events that a format cannot hold: says which, and what to do.</summary>
/// <param name="path">The file.</param>
/// <param name="eventIndex">Number of the event, from 0; -1 when it is not about one event.</param>
/// <param name="problem">What cannot be held, and what to do about it.</param>
public sealed class EventWriteException(string path, long eventIndex, string problem)
    : Exception(eventIndex < 0 ? $"{path}: {problem}" : $"{path}: event {eventIndex}: {problem}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Number of the event, from 0; -1 when it is not about one event.</summary>
    public long EventIndex { get; } = eventIndex;
}

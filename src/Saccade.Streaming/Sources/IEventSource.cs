using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>Where events come from: a file, a pipe, a socket, the SDK of a camera. One reader at a time.</summary>
public interface IEventSource : IAsyncDisposable
{
    /// <summary>How messages call it.</summary>
    string Name { get; }

    /// <summary>Waits for events and adds them to a buffer.</summary>
    /// <param name="into">Receives at least one event, unless the source has ended; earlier content is kept.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Whether there may be more; false when the source has ended and nothing was added.</returns>
    /// <exception cref="EventFormatException">The source sends what its format does not allow; it cannot be read on.</exception>
    /// <exception cref="IOException">The source failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    ValueTask<bool> ReadAsync(EventBuffer into, CancellationToken cancellation);
}

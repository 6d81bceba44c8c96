using Saccade.Events.Frames;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sessions;

/// <summary>The time step whose events are coming: takes them, and runs the network when it ends. Empty again after that.</summary>
internal abstract class OpenStep
{
    /// <summary>Takes events.</summary>
    /// <returns>Where they went.</returns>
    public abstract IntegrationCount Add(EventSlice events);

    /// <summary>Runs the network on what came.</summary>
    public abstract void Close(StreamRunner runner, StreamState state);

    /// <summary>Forgets what came.</summary>
    public abstract void Clear();
}

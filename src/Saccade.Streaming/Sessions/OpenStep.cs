using Saccade.Events.Frames;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sessions;

/// <summary>The time step whose events are coming: takes them until it ends.</summary>
internal abstract class OpenStep
{
    /// <summary>Takes events.</summary>
    /// <returns>Where they went.</returns>
    public abstract IntegrationCount Add(EventSlice events);

    /// <summary>The step of the plan that reads what <see cref="Close"/> writes.</summary>
    public abstract int Next { get; }

    /// <summary>Writes what came for the plan to go on from, and is empty again.</summary>
    /// <param name="runner">Where to.</param>
    /// <param name="place">Which of the time steps that the runner takes at once.</param>
    /// <param name="state">The stream.</param>
    public abstract void Close(StreamRunner runner, int place, StreamState state);

    /// <summary>Forgets what came.</summary>
    public abstract void Clear();
}

using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>Renders the slices of one recording in their order; keeps what a representation remembers between them.</summary>
internal abstract class FrameRenderer
{
    /// <summary>Renders one slice.</summary>
    /// <param name="events">The slice.</param>
    /// <param name="frame">One frame [H, W, C] of zeros.</param>
    /// <returns>Events that were not on the sensor.</returns>
    public abstract int Render(EventSlice events, Span<float> frame);
}

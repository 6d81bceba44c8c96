using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>What the numbers of a frame say about the events of its slice.</summary>
/// <remarks>
/// Immutable and safe for use by several threads. Frames have the size of the sensor, except where a case says otherwise; for
/// other sizes crop or downsample the events first.
/// </remarks>
public abstract partial record FrameRepresentation
{
    private FrameRepresentation()
    {
    }

    /// <summary>Channels C of a frame.</summary>
    public abstract int Channels { get; }

    /// <summary>Whether the events must be in order of time.</summary>
    public abstract bool NeedsOrder { get; }

    /// <summary>Name and parameters in one word, for example <c>voxels-5</c>; stable, so usable as part of a key.</summary>
    public abstract string Key { get; }

    /// <summary>All problems, one sentence each; none when the values make sense.</summary>
    public abstract IReadOnlyList<string> Validate();

    /// <summary>Size of the frames.</summary>
    /// <param name="sensor">The sensor of the recording.</param>
    public abstract SensorSize FrameSize(SensorSize sensor);

    /// <summary>Cuts a recording and renders its slices.</summary>
    /// <param name="events">The recording; left as it is.</param>
    /// <param name="sensor">Its sensor.</param>
    /// <param name="slicing">How to cut it.</param>
    /// <returns>Frames [T, H, W, C] and where the events went; events outside the sensor are left out and counted.</returns>
    /// <exception cref="ArgumentException">
    /// The representation is not sound (the message lists all problems), or it or the slicing needs order and the events have none.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The sensor is impossible or the frames do not fit into one buffer.</exception>
    public (FrameStack Frames, IntegrationCount Count) Render(EventBuffer events, SensorSize sensor, Slicing slicing)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(slicing);
        sensor.Checked(nameof(sensor));
        var problems = Validate();
        if (problems.Count > 0)
            throw new ArgumentException("the representation is not sound: " + string.Join("; ", problems));
        if (NeedsOrder && !events.IsOrdered)
        {
            throw new ArgumentException(
                $"{Key} needs events in order of time, but {events.Disorder} of {events.Count} are earlier than the event before; call SortByTime first", nameof(events));
        }

        var ranges = slicing.Ranges(events);
        FrameStack frames = new(ranges.Length, FrameSize(sensor), Channels);
        var renderer = CreateRenderer(sensor);
        long outside = 0;
        for (int i = 0; i < ranges.Length; i++)
            outside += renderer.Render(events.Slice(ranges[i]), frames.Frame(i));
        return (frames, new IntegrationCount(events.Count - outside, 0, outside));
    }

    /// <summary>Name and parameters.</summary>
    public sealed override string ToString() => Key;

    private protected abstract FrameRenderer CreateRenderer(SensorSize sensor);

    private static string[] AtLeast(double value, double least, string name) =>
        value >= least && double.IsFinite(value) ? [] : [$"{name}: expected {least} or more, got {value}"];
}

/// <summary>Renders the slices of one recording in their order; keeps what a representation remembers between them.</summary>
internal abstract class FrameRenderer
{
    /// <summary>Renders one slice.</summary>
    /// <param name="events">The slice.</param>
    /// <param name="frame">One frame [H, W, C] of zeros.</param>
    /// <returns>Events that were not on the sensor.</returns>
    public abstract int Render(EventSlice events, Span<float> frame);
}

using System.Text.Json.Serialization;
using Saccade.Events.Formats;
using Saccade.Events.Frames;
using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>What happened to the events of all recordings on their way into frames.</summary>
public sealed record PreparationReport
{
    /// <summary>A report of nothing.</summary>
    public static PreparationReport Empty { get; } = new();

    /// <summary>Sums of what the readers met: events, overflow marks, events outside the sensor, backward steps.</summary>
    public DecodeReport Decoded { get; init; } = DecodeReport.Empty;

    /// <summary>Where the events went: into frames, on pixels a nearest resize does not show, outside the sensor.</summary>
    public IntegrationCount Integrated { get; init; }

    /// <summary>Recordings.</summary>
    public int Recordings { get; init; }

    /// <summary>Recordings without any event; their frames are zero.</summary>
    public int EmptyRecordings { get; init; }

    /// <summary>Recordings whose events had to be put in order of time.</summary>
    public int SortedRecordings { get; init; }

    /// <summary>Empty frames that were appended to recordings shorter than T frames.</summary>
    public long PaddedFrames { get; init; }

    /// <summary>Frames that were cut off recordings longer than T frames, and their events in <see cref="CutEvents"/>.</summary>
    public long CutFrames { get; init; }

    /// <summary>Events in the frames that were cut off.</summary>
    public long CutEvents { get; init; }

    /// <summary>
    /// For each frame, the microseconds from the first event of a recording to the first event of the frame, summed over recordings; empty for still images. A frame without events
    /// begins and ends where the one before it ends.
    /// </summary>
    [JsonConverter(typeof(FrameTimesConverter))]
    public ValueList<long> FrameStartMicros { get; init; } = [];

    /// <summary>The same to the last event of the frame.</summary>
    [JsonConverter(typeof(FrameTimesConverter))]
    public ValueList<long> FrameEndMicros { get; init; } = [];

    /// <summary>
    /// The time that the events take which a network has seen after 1, 2, ... of some frames, from the first to the last of them, in milliseconds; mean over recordings that have events.
    /// </summary>
    /// <param name="positions">The frames, in the order in which they are shown.</param>
    /// <returns>One number for each; none for still images, or if no recording has events.</returns>
    public IReadOnlyList<double> SeenMilliseconds(IReadOnlyList<int> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        int recordings = Recordings - EmptyRecordings;
        if (FrameEndMicros.Count == 0 || recordings == 0)
            return [];
        // Frames follow each other, so the first and the last one bound what was seen in every recording.
        return [.. positions.Select((_, i) => (FrameEndMicros[positions.Take(i + 1).Max()] - FrameStartMicros[positions.Take(i + 1).Min()]) / 1e3 / recordings)];
    }

    /// <summary>The sums of two reports.</summary>
    public PreparationReport Plus(PreparationReport other) => new()
    {
        Decoded = Decoded.Plus(other.Decoded),
        Integrated = Integrated.Plus(other.Integrated),
        Recordings = Recordings + other.Recordings,
        EmptyRecordings = EmptyRecordings + other.EmptyRecordings,
        SortedRecordings = SortedRecordings + other.SortedRecordings,
        PaddedFrames = PaddedFrames + other.PaddedFrames,
        CutFrames = CutFrames + other.CutFrames,
        CutEvents = CutEvents + other.CutEvents,
        FrameStartMicros = Sum(FrameStartMicros, other.FrameStartMicros),
        FrameEndMicros = Sum(FrameEndMicros, other.FrameEndMicros),
    };

    private static ValueList<long> Sum(ValueList<long> a, ValueList<long> b) => a.Count == 0 ? b : b.Count == 0 ? a : [.. a.Zip(b, (x, y) => x + y)];
}

/// <summary>How far a preparation has come.</summary>
/// <param name="Done">Recordings done.</param>
/// <param name="Total">Recordings in all.</param>
public readonly record struct PreparationProgress(int Done, int Total);

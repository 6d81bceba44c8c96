using Saccade.Events.Formats;
using Saccade.Events.Frames;

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
    };
}

/// <summary>How far a preparation has come.</summary>
/// <param name="Done">Recordings done.</param>
/// <param name="Total">Recordings in all.</param>
public readonly record struct PreparationProgress(int Done, int Total);

using Saccade.Events.Model;
using Saccade.Recognition;

namespace Saccade.Streaming;

/// <summary>How a stream is decided.</summary>
public sealed record StreamOptions
{
    internal const int MostStepsAtOnce = 256, MostThreads = 1024;

    /// <summary>Which events make a time step.</summary>
    public required StreamWindow Window { get; init; }

    /// <summary>When a decision is made before its last step; null for never.</summary>
    public EarlyExit? Exit { get; init; }

    /// <summary>Time steps of a decision, after which the next begins; null for as many as the model was trained with, 0 for one decision that never ends.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Whether each event adds its part of the first layer when it comes, where the model allows it, so that at the end of a step only deeper layers remain. Otherwise events are counted, and
    /// the first layer runs on the counts: the same sums in another order, so the same decisions but for rounding.
    /// </summary>
    public bool EventByEvent { get; init; } = true;

    /// <summary>
    /// Time steps that are computed together where what is pushed ends several of one decision: weights are read once for all of them, which pays where they do not fit into a cache. The same as one after the other, but that
    /// events are counted, not taken one by one, and that potentials in <see cref="StreamSession.State"/> are those after the last of them when the decisions of all are told. Without effect beside <see cref="Exit"/>, which looks
    /// at each step before the next. At least 1.
    /// </summary>
    public int StepsAtOnce { get; init; } = 1;

    /// <summary>Threads that compute a time step together, the caller among them; the stream has those beside the caller for itself. They change no bit. At least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where the model's frames were fitted to what each recording covers: the region of the sensor that is shown, since the rest of a stream is not known.</summary>
    public StreamRegion? Region { get; init; }

    /// <summary>An event that is earlier than the open step by more than this begins the stream anew; one that is earlier by less is left out. Microseconds, at least 0.</summary>
    public long MostLateMicros { get; init; } = 1_000_000;

    /// <summary>More steps in a row without an event than this begin the stream anew instead. At least 0.</summary>
    public int MostEmptySteps { get; init; } = 100;

    /// <summary>How the plan is made; the streams of a recognizer with equal ones share it.</summary>
    public StreamPlanOptions Plan { get; init; } = new();

    /// <summary>The clock by which computing is timed.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What is wrong, one sentence each; nothing if all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Window is null)
            yield return $"{nameof(Window)}: got null, expected which events make a time step";
        if (Steps < 0)
            yield return $"{nameof(Steps)}: got {Steps}, expected 1 or more, 0 for a decision that never ends, or null for the model's";
        if (StepsAtOnce is < 1 or > MostStepsAtOnce)
            yield return $"{nameof(StepsAtOnce)}: got {StepsAtOnce}, expected 1 to {MostStepsAtOnce}";
        if (Threads is < 1 or > MostThreads)
            yield return $"{nameof(Threads)}: got {Threads}, expected 1 to {MostThreads}";
        if (MostLateMicros < 0)
            yield return $"{nameof(MostLateMicros)}: got {MostLateMicros}, expected 0 or more";
        if (MostEmptySteps < 0)
            yield return $"{nameof(MostEmptySteps)}: got {MostEmptySteps}, expected 0 or more";
        if (Plan is null || Time is null)
            yield return $"{nameof(Plan)} and {nameof(Time)}: expected values, got null";
    }
}

/// <summary>A part of a sensor.</summary>
/// <param name="Left">First column, from 0.</param>
/// <param name="Top">First row, from 0.</param>
/// <param name="Extent">Columns and rows.</param>
public sealed record StreamRegion(int Left, int Top, SensorSize Extent);

using Saccade.Networks;

namespace Saccade.Recognition;

/// <summary>How a recognizer works; nothing here changes a decision.</summary>
public sealed record RecognizerOptions
{
    /// <summary>
    /// Threads that one call computes with; 0 for one per core. 1 is the rule: callers that come at the same time use the cores without waiting for one another, which decides
    /// most a second. More shortens the single call of a program that makes one at a time.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Recordings of a batch that are worked on at once; 0 for one per core.</summary>
    public int Parallelism { get; init; }

    /// <summary>
    /// Workspaces that are kept for later calls; null for one per core. More calls than this may run at once; what they used in excess is given up when they are done.
    /// </summary>
    public int? IdleWorkspaces { get; init; }

    /// <summary>The most bytes that a recording or image may have; one of more is refused as soon as they have come.</summary>
    public long MostBytes { get; init; } = 256L << 20;

    /// <summary>The most events that a recording may have; 13 bytes of memory each.</summary>
    public int MostEvents { get; init; } = 20_000_000;

    /// <summary>What names of layers and neurons in the model file mean; null where all are of this library.</summary>
    public NetworkKinds? Kinds { get; init; }

    /// <summary>The clock by which decisions are timed.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What is wrong, one sentence each; nothing if all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Threads < 0)
            yield return $"{nameof(Threads)}: got {Threads}, expected 1 or more, or 0 for one per core";
        if (Parallelism < 0)
            yield return $"{nameof(Parallelism)}: got {Parallelism}, expected 1 or more, or 0 for one per core";
        if (IdleWorkspaces < 0)
            yield return $"{nameof(IdleWorkspaces)}: got {IdleWorkspaces}, expected 0 or more, or null for one per core";
        if (MostBytes < 1)
            yield return $"{nameof(MostBytes)}: got {MostBytes}, expected 1 or more";
        if (MostEvents < 1)
            yield return $"{nameof(MostEvents)}: got {MostEvents}, expected 1 or more";
        if (Time is null)
            yield return $"{nameof(Time)}: got null, expected a clock, for example TimeProvider.System";
    }

    /// <summary>These options, if they are sound.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal RecognizerOptions Checked()
        => Problems().ToList() is { Count: > 0 } problems ? throw new ArgumentException($"{nameof(RecognizerOptions)}: {string.Join("; ", problems)}", "options") : this;
}

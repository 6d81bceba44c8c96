namespace Saccade.Events.Model;

/// <summary>A run of events by position: from <paramref name="Start"/> inclusive to <paramref name="End"/> exclusive.</summary>
/// <param name="Start">Position of the first event.</param>
/// <param name="End">Position after the last event.</param>
public readonly record struct EventRange(int Start, int End)
{
    /// <summary>Number of events.</summary>
    public int Count => End - Start;

    /// <summary>Whether the run holds no event.</summary>
    public bool IsEmpty => End == Start;

    /// <summary>For example <c>[5, 10)</c>.</summary>
    public override string ToString() => $"[{Start}, {End})";
}

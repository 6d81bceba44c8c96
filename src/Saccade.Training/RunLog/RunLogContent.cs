namespace Saccade.Training.RunLog;

/// <summary>What a run log holds.</summary>
/// <param name="Entries">The lines, in their order.</param>
/// <param name="TornLines">Unfinished lines at the end, left by a killed run: 0 or 1.</param>
/// <param name="UnknownLines">Lines of kinds that this version does not know.</param>
public sealed record RunLogContent(IReadOnlyList<RunLogEntry> Entries, int TornLines, int UnknownLines)
{
    /// <summary>The events of one kind, in their order.</summary>
    public IEnumerable<TEvent> Of<TEvent>()
        where TEvent : TrainingEvent => Entries.Select(entry => entry.Event).OfType<TEvent>();
}

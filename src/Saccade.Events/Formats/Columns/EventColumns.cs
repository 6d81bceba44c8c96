using Saccade.Events.Formats.Text;

namespace Saccade.Events.Formats.Columns;

/// <summary>The four columns of a recording.</summary>
/// <param name="Time">Time.</param>
/// <param name="X">Column of the pixel.</param>
/// <param name="Y">Row of the pixel.</param>
/// <param name="Polarity">1 for ON, 0 or -1 for OFF.</param>
internal sealed record EventColumns(EventColumn Time, EventColumn X, EventColumn Y, EventColumn Polarity)
{
    /// <summary>
    /// Unit of time. Null when nothing tells it: then it is guessed from the times.
    /// </summary>
    public TimeUnit? Unit { get; init; }

    /// <summary>Microseconds to add to every time.</summary>
    public long TimeOffset { get; init; }

    /// <summary>Where the file ends too early, when it does; what is before it has been kept.</summary>
    public Shortfall? Shortfall { get; init; }

    /// <summary>All four, with what they hold.</summary>
    public IEnumerable<EventColumn> All => [Time, X, Y, Polarity];

    /// <summary>Chooses the four columns of an event.</summary>
    /// <param name="columns">Columns, with what each holds; there is one for each field.</param>
    public static EventColumns Of(IEnumerable<(TextColumn Meaning, EventColumn Column)> columns)
    {
        Dictionary<TextColumn, EventColumn> found = columns.Where(c => c.Meaning != TextColumn.Ignored).ToDictionary(c => c.Meaning, c => c.Column);
        return new(found[TextColumn.Time], found[TextColumn.X], found[TextColumn.Y], found[TextColumn.Polarity]);
    }
}

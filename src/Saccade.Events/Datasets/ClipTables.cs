namespace Saccade.Events.Datasets;

/// <summary>
/// How long recordings are cut into clips by tables beside them: after one heading line, each line has class, start and end
/// in microseconds; a clip has the events with start &lt;= t &lt; end.
/// </summary>
public sealed record ClipTables
{
    /// <summary>What follows the recording's name without its extension in the name of its table.</summary>
    public required string Suffix { get; init; }

    /// <summary>The number that the tables give the first class; labels count from 0.</summary>
    public required int FirstClass { get; init; }

    /// <summary>Corrections of known mistakes in the tables; used only when asked for.</summary>
    public IReadOnlyList<ClipCorrection> Corrections { get; init; } = [];
}

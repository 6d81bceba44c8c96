using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary>The result of <c>saccade data stats</c> for programs.</summary>
internal sealed record DataStatsResult(string Path, string Layout, IReadOnlyList<PartStats> Parts);

/// <summary>Counts of a part and of its classes.</summary>
internal sealed record PartStats(string Part, EventStats All, IReadOnlyList<EventStats> Classes);

/// <summary>Counts over recordings; durations from the first to the last event.</summary>
internal sealed record EventStats(
    string Name, int Recordings, long Events, double MeanEvents, long FewestEvents, long MostEvents, double MeanMicroseconds, long LongestMicroseconds,
    double OnShare, double EventsPerSecond, long Backwards)
{
    public static EventStats Of(string name, EventStatistics s) =>
        new(name, s.Recordings, s.Events, s.Mean, s.Fewest, s.Most, s.MeanMicros, s.LongestMicros, s.OnShare, s.Rate, s.Backwards);
}

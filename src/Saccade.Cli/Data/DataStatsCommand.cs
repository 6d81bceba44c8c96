using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data stats</c>.</summary>
internal sealed record DataStatsOptions(string Path, string? Part, string? Layout, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        if (CatalogSelection.Problem(Layout) is { } layout)
            yield return layout;
    }
}

/// <summary><c>saccade data stats</c>: counts the events of a data set, class by class.</summary>
internal static class DataStatsCommand
{
    public static ExitCode Run(DataStatsOptions options, CommandContext context)
    {
        using var catalog = DataSets.Open(options.Path, context.Cancellation, CatalogSelection.Options(options.Layout));
        IEnumerable<string> parts = options.Part is null ? catalog.Parts : [options.Part];
        var result = new DataStatsResult(options.Path, catalog.Name, [.. parts.Select(catalog.Part).ToList().Select(set => Count(set, context))]);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static PartStats Count(RecordingSet set, CommandContext context)
    {
        var display = new ProgressDisplay(context.Console);
        var classes = DataSets.Guard(() => EventStatistics.OfClasses(
            set, done => display.Status(() => $"reading '{set.Name}'  {Text.Count(done)} of {Text.Count(set.Count)}"), context.Cancellation));
        display.Clear();
        return new PartStats(set.Name, EventStats.Of("all", EventStatistics.Sum(classes)), [.. classes.Select((c, label) => EventStats.Of(set.Classes[label], c))]);
    }

    private static void Write(DataStatsResult result, TextWriter writer)
    {
        foreach (var part in result.Parts)
        {
            writer.WriteLine($"{part.Part} ({result.Layout})");
            var table = new TextTable("class", "recordings", "events", "mean", "fewest", "most", "duration", "longest", "ON", "events/s");
            foreach (var s in part.Classes.Append(part.All))
            {
                table.Add(
                    s.Name, Text.Count(s.Recordings), Text.Count(s.Events), Text.Count((long)s.MeanEvents), Text.Count(s.FewestEvents), Text.Count(s.MostEvents),
                    Text.Duration(TimeSpan.FromMicroseconds(s.MeanMicroseconds)), Text.Duration(TimeSpan.FromMicroseconds(s.LongestMicroseconds)),
                    Text.Percent(s.OnShare), double.IsNaN(s.EventsPerSecond) ? "-" : Text.Count((long)s.EventsPerSecond));
            }

            table.Write(writer);
            writer.WriteLine();
        }
    }
}

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

using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;
using Saccade.Events.Store;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data info</c>.</summary>
internal sealed record DataInfoOptions : ICommandOptions
{
    public required string Path { get; init; }

    public bool Full { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade data info</c>: what a data set or a recording holds.</summary>
internal static class DataInfoCommand
{
    private const int FirstShown = 3;

    /// <summary>More classes than this are not listed one by one.</summary>
    private const int MostClasses = 20;

    private const int HashDigits = 16;

    public static ExitCode Run(DataInfoOptions options, CommandContext context)
    {
        if (DataSets.Guard(() => File.Exists(options.Path) && !IsArchive(options.Path)))
            return RecordingInfoView.Run(options, context);

        if (!Path.Exists(options.Path) && DatasetDescriptions.Find(options.Path) is { } description)
            return DescriptionView.Run(description, options.Json, context);
        if (!Path.Exists(options.Path) && DataSetNames.Nearest(options.Path, DatasetDescriptions.All.Select(d => d.Name)) is { } near)
            throw new CommandException(ExitCode.BadData, $"{options.Path}: no such folder or archive, and no known data set; did you mean {near}?");

        using var catalog = DataSets.Open(options.Path, context.Cancellation);
        var info = Describe(catalog, options, context);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, info);
        else
            Write(info, context.Console.Out);
        return ExitCode.Ok;
    }

    private static bool IsArchive(string path)
    {
        Span<byte> start = stackalloc byte[2];
        using var stream = File.OpenRead(path);
        return path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("PK"u8));
    }

    private static DataSetInfo Describe(RecordingCatalog catalog, DataInfoOptions options, CommandContext context)
    {
        var sets = catalog.Parts.Select(catalog.Part).ToList();
        return new DataSetInfo(
            options.Path, EventStore.IsStore(options.Path) ? "store" : "data-set", catalog.Name, catalog.Description?.Title, catalog.Description?.Citation, catalog.Description?.Licence, catalog.Sensor?.ToString(), catalog.Classes,
            [.. sets.Select(set => Describe(set, options.Full ? Count(set, context) : null))],
            Missing(catalog),
            [.. catalog.Unused.Select(u => new UnusedInfo(u.Path, u.Recordings, u.Reason))],
            catalog.Hint,
            options.Full && sets.Count > 1 ? RecordingCatalog.FindSharedContent(sets, context.Cancellation).Count : null);
    }

    /// <summary>Recordings that the complete data set has and this one has not, by part.</summary>
    private static Dictionary<string, int> Missing(RecordingCatalog catalog) => (catalog.Description?.Expected ?? [])
        .Select(e => (e.Part, Count: e.Recordings - (catalog.HasPart(e.Part) ? catalog.Part(e.Part).Count : 0)))
        .Where(e => e.Count > 0).ToDictionary(e => e.Part, e => e.Count);

    private static PartInfo Describe(RecordingSet set, EventStatistics? events) => new(
        set.Name, set.Count, set.Hash, set.CountByClass(), [.. set.Items.Take(FirstShown).Select(item => item.Id)],
        events is null ? null : new EventInfo(events.Events, events.Fewest, events.Mean, events.Most, events.LongestMicros, events.OnShare, events.Backwards));

    private static EventStatistics Count(RecordingSet set, CommandContext context)
    {
        var display = new ProgressDisplay(context.Console);
        var result = EventStatistics.Of(set, done => display.Status(() => $"reading '{set.Name}'  {Text.Count(done)} of {Text.Count(set.Count)}"), context.Cancellation);
        display.Clear();
        return result;
    }

    private static void Write(DataSetInfo info, TextWriter writer)
    {
        new Fields()
            .Add("path", info.Path)
            .Add("layout", info.Layout)
            .Add("kept as", info.Kind == "store" ? "prepared store" : null)
            .Add("cite", info.Citation)
            .Add("licence", info.Citation is null ? null : info.Licence ?? "not verified")
            .Add("missing", info.Missing.Count == 0 ? null : string.Join(", ", info.Missing.Select(m => $"{Text.Count(m.Value)} of '{m.Key}'")))
            .Add("sensor", info.Sensor ?? "not stated")
            .Add("classes", $"{info.Classes.Count}")
            .Write(writer);
        writer.WriteLine();

        var parts = new TextTable("part", "recordings", "<hash", "<first recording");
        foreach (var part in info.Parts)
            parts.Add(part.Name, Text.Count(part.Recordings), part.Hash[..HashDigits], part.First.Count > 0 ? part.First[0] : "");
        parts.Write(writer);
        writer.WriteLine();
        WriteClasses(info, writer);
        WriteEvents(info, writer);
        foreach (var unused in info.Unused)
            writer.WriteLine($"unused: {unused.Path}, {Text.Count(unused.Recordings, "recording")}: {unused.Reason}");
        if (info.Hint is { } hint)
            writer.WriteLine($"note: {hint}");
        if (info.SharedBetweenParts is { } shared)
            writer.WriteLine(shared == 0 ? "No two parts share a recording's content." : $"WARNING: {Text.Count(shared, "recording")} with the same content in more than one part.");
    }

    private static void WriteClasses(DataSetInfo info, TextWriter writer)
    {
        var classes = new TextTable(["class", .. info.Parts.Select(part => part.Name)]);
        for (int k = 0; k < Math.Min(MostClasses, info.Classes.Count); k++)
            classes.Add([info.Classes[k], .. info.Parts.Select(part => Text.Count(part.RecordingsByClass[k]))]);
        classes.Write(writer);
        if (info.Classes.Count > MostClasses)
            writer.WriteLine($"... and {info.Classes.Count - MostClasses} more (--json lists all)");
        writer.WriteLine();
    }

    private static void WriteEvents(DataSetInfo info, TextWriter writer)
    {
        if (info.Parts.All(part => part.Events is null))
        {
            writer.WriteLine("Events are not counted; --full reads all recordings.");
            return;
        }

        var events = new TextTable("part", "events", "fewest", "mean", "most", "longest", "ON", "backwards");
        foreach (var part in info.Parts)
        {
            if (part.Events is { } e)
                events.Add(part.Name, Text.Count(e.Total), Text.Count(e.Fewest), Text.Count((long)e.Mean), Text.Count(e.Most), Text.Duration(TimeSpan.FromMicroseconds(e.LongestMicroseconds)), Text.Percent(e.OnShare), Text.Count(e.Backwards));
        }

        events.Write(writer);
        writer.WriteLine();
    }
}

/// <summary>What is known about a data set; <paramref name="Missing"/> counts, by part, the recordings that the complete one has and this one has not; <paramref name="Hint"/> tells when another folder may be meant.</summary>
internal sealed record DataSetInfo(
    string Path, string Kind, string Layout, string? Title, string? Citation, string? Licence, string? Sensor, IReadOnlyList<string> Classes, IReadOnlyList<PartInfo> Parts,
    IReadOnlyDictionary<string, int> Missing, IReadOnlyList<UnusedInfo> Unused, string? Hint, int? SharedBetweenParts);

/// <summary>A part of a data set; counts are in the order of the classes.</summary>
internal sealed record PartInfo(
    string Name, int Recordings, string Hash, IReadOnlyList<int> RecordingsByClass, IReadOnlyList<string> First, EventInfo? Events);

/// <summary>Events of a part.</summary>
internal sealed record EventInfo(long Total, long Fewest, double Mean, long Most, long LongestMicroseconds, double OnShare, long Backwards);

/// <summary>Recordings that belong to no part.</summary>
internal sealed record UnusedInfo(string Path, int Recordings, string Reason);

/// <summary>What is known about one recording.</summary>
internal sealed record RecordingInfo(
    string Path, string Kind, string Format, long Bytes, int Events, long FirstMicroseconds, long LastMicroseconds, double OnShare, string? Sensor,
    int SmallestX, int LargestX, int SmallestY, int LargestY, long TimerOverflows, long Backwards);

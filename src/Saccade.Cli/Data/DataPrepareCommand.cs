using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Store;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data prepare</c>.</summary>
internal sealed record DataPrepareOptions : ICommandOptions
{
    public required string Path { get; init; }

    public required string Out { get; init; }

    public string? Layout { get; init; }

    /// <summary>A recipe that says what the data set is, in place of a layout; null for none.</summary>
    public string? Recipe { get; init; }

    public bool DropOutside { get; init; }

    public bool Salvage { get; init; }

    public bool CorrectLabels { get; init; }

    public int? Threads { get; init; }

    public bool Json { get; init; }

    /// <summary>How the data set is opened.</summary>
    public CatalogOptions Catalog => CatalogSelection.Options(Layout) with
    {
        OutsideSensor = DropOutside ? OutsideSensor.Drop : OutsideSensor.Fail,
        Damage = Salvage ? DamagePolicy.Salvage : DamagePolicy.Fail,
        CorrectLabels = CorrectLabels,
    };

    public IEnumerable<string> Validate()
    {
        if (CatalogSelection.Problem(Layout) is { } layout)
            yield return layout;
        if (Recipe is not null && (Layout is not null || DropOutside || Salvage || CorrectLabels))
            yield return $"--recipe {Recipe}: the recipe says how the data set lies and is read; leave out --layout, --drop-outside, --salvage and --correct-labels";
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}

/// <summary><c>saccade data prepare</c>: decodes a data set once into a store that opens at once and reads fast.</summary>
internal static class DataPrepareCommand
{
    public static ExitCode Run(DataPrepareOptions options, CommandContext context)
    {
        long start = context.Console.Time.GetTimestamp();
        using var catalog = Open(options, context);
        var display = new ProgressDisplay(context.Console);
        var store = new StoreOptions
        {
            Threads = options.Threads,
            Progress = p => display.Status(() => $"preparing  {Text.Count(p.Done)} of {Text.Count(p.Total)} recordings  {Text.Count(p.Events, "event")}"),
        };
        var report = EventStore.Prepare(catalog, options.Out, store, context.Cancellation);
        display.Clear();
        var result = DataPrepareResult.Of(options, catalog.Name, report, context.Console.Time.GetElapsedTime(start));
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static RecordingCatalog Open(DataPrepareOptions options, CommandContext context)
    {
        if (options.Recipe is not { } path)
            return DataSets.Open(options.Path, context.Cancellation, options.Catalog);
        var data = RecipeFiles.Read(path, [], context).Data;
        return data.Layout is { NeedsPath: true, IsStill: false }
            ? DataSets.Guard(() => data.Open(options.Path, context.Cancellation))
            : throw new CommandException(ExitCode.Usage, $"--recipe {path}: got data.layout {data.Layout}, whose recordings are drawn or still images; expected one with recordings to store");
    }

    private static void Write(DataPrepareResult result, TextWriter writer)
    {
        new Fields()
            .Add("data set", result.Layout)
            .Add("recordings", Text.Count(result.Recordings))
            .Add("without events", result.EmptyRecordings > 0 ? Text.Count(result.EmptyRecordings, "recording") : null)
            .Add("events", Text.Count(result.Events))
            .Add("store", $"{result.Out}, {Text.Bytes(result.Bytes)} in {Text.Count(result.Shards, "shard")}")
            .Add("taken over", result.ReusedShards > 0 && !result.WasComplete ? $"{Text.Count(result.ReusedShards, "shard")} of an earlier preparation" : null)
            .Add("left out", result.OutsideSensor > 0 ? $"{Text.Count(result.OutsideSensor, "event")} outside the sensor" : null)
            .Add("damage", result.Damages > 0 ? $"{Text.Count(result.Damages, "place")}, {Text.Bytes(result.LostBytes)} lost" : null)
            .Add("time", result.WasComplete ? "it was complete before" : $"{Text.Duration(TimeSpan.FromSeconds(result.Seconds))}, {Text.Count((long)(result.Events / result.Seconds))} events/s, {Text.Count((long)(result.Recordings / result.Seconds))} recordings/s")
            .Write(writer);
    }
}

/// <summary>The result of <c>saccade data prepare</c> for programs.</summary>
internal sealed record DataPrepareResult(
    string Path, string Out, string Layout, int Recordings, int EmptyRecordings, long Events, long Bytes, int Shards, int ReusedShards, bool WasComplete,
    long OutsideSensor, long Damages, long LostBytes, long Backwards, double Seconds)
{
    public static DataPrepareResult Of(DataPrepareOptions options, string layout, StoreReport report, TimeSpan elapsed) => new(
        options.Path, options.Out, layout, report.Recordings, report.EmptyRecordings, report.Events, report.Bytes, report.Shards, report.ReusedShards, report.WasComplete,
        report.Decoded.OutsideSensor, report.Decoded.Damages, report.Decoded.LostBytes, report.Decoded.Backwards, elapsed.TotalSeconds);
}

using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Store;

namespace Saccade.Cli.Data;

/// <summary><c>saccade data prepare</c>: decodes a data set once into a store that opens at once and reads fast.</summary>
internal static class DataPrepareCommand
{
    public static ExitCode Run(DataPrepareOptions options, CommandContext context)
    {
        long start = context.Console.Time.GetTimestamp();
        using var catalog = DataSets.Open(options.Path, context.Cancellation, options.Catalog);
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

using Saccade.Cli.Events;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Inspection;

namespace Saccade.Cli.Data;

/// <summary>What one recording holds.</summary>
internal static class RecordingInfoView
{
    public static ExitCode Run(DataInfoOptions options, CommandContext context)
    {
        var info = Describe(options.Path, context);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, info);
        else
            Write(info, context.Console.Out);
        return ExitCode.Ok;
    }

    private static RecordingInfo Describe(string path, CommandContext context)
    {
        var recording = LoadedRecording.Read(new InputOptions { Path = path }, context);
        var summary = EventSummary.Of(recording.Events);
        var extent = summary.Extent ?? default;
        return new RecordingInfo(
            path, "recording", recording.Format.Name, recording.Report.Bytes, summary.Events, summary.TimeEarliest ?? 0, summary.TimeLatest ?? 0, summary.OnShare,
            recording.Sensor?.ToString(), extent.Left, extent.Right, extent.Top, extent.Bottom, recording.Report.TimerOverflows, recording.Report.Backwards);
    }

    private static void Write(RecordingInfo info, TextWriter writer)
    {
        var duration = TimeSpan.FromMicroseconds(info.LastMicroseconds - info.FirstMicroseconds);
        var fields = new Fields()
            .Add("path", info.Path)
            .Add("format", info.Format)
            .Add("size", Text.Bytes(info.Bytes))
            .Add("events", Text.Count(info.Events));
        if (info.Events > 0)
        {
            fields
                .Add("time", $"{Text.Count(info.FirstMicroseconds)} to {Text.Count(info.LastMicroseconds)} us ({Text.Duration(duration)})")
                .Add("rate", duration > TimeSpan.Zero ? $"{Text.Count((long)(info.Events / duration.TotalSeconds))} events/s" : null)
                .Add("ON share", Text.Percent(info.OnShare))
                .Add("columns", $"{info.SmallestX} to {info.LargestX}")
                .Add("rows", $"{info.SmallestY} to {info.LargestY}");
        }

        fields
            .Add("sensor", info.Sensor ?? "not stated in the file")
            .Add("overflows", info.TimerOverflows > 0 ? $"{Text.Count(info.TimerOverflows)} of the timer" : null)
            .Add("order", info.Backwards > 0 ? $"{Text.Count(info.Backwards, "step")} backwards in time" : "time never goes backwards")
            .Write(writer);
    }
}

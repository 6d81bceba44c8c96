using System.Text.Json.Serialization;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;
using Saccade.Events.Inspection;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events info</c>.</summary>
internal sealed record EventsInfoOptions(InputOptions Input, bool Digest, bool HeaderOnly, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate())
            yield return problem;
        if (HeaderOnly && Digest)
            yield return "--digest needs the events, and --header reads none; give one of them";
    }
}

/// <summary><c>saccade events info</c>: what a recording holds.</summary>
internal static class EventsInfoCommand
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static ExitCode Run(EventsInfoOptions options, CommandContext context)
    {
        if (options.HeaderOnly)
            return ShowHeader(options, context);

        var recording = LoadedRecording.Read(options.Input, context);
        var summary = EventSummary.Of(recording.Events);
        var info = Describe(recording, summary) with { Digest = options.Digest ? EventSummary.Digest(recording.Events) : null };
        if (options.Json)
            JsonOutput.Write(context.Console.Out, info);
        else
            Write(info, context.Console.Out);
        return ExitCode.Ok;
    }

    private static ExitCode ShowHeader(EventsInfoOptions options, CommandContext context)
    {
        using var input = LoadedRecording.Open(options.Input, context);
        var header = EventFormats.Default.Identify(input, options.Input.ToReadOptions(), LoadedRecording.FormatOf(options.Input));
        if (options.Json)
        {
            JsonOutput.Write(context.Console.Out, new { options.Input.Path, Format = header.Format.Name, header.Sensor?.Width, header.Sensor?.Height, Header = header.Fields });
            return ExitCode.Ok;
        }

        new Fields().Add("path", options.Input.Name).Add("format", header.Format.Name).Add("sensor", header.Sensor?.ToString() ?? "not stated").Write(context.Console.Out);
        WriteHeader(header.Fields, context.Console.Out);
        return ExitCode.Ok;
    }

    private static EventsInfo Describe(LoadedRecording recording, EventSummary summary)
    {
        var sensor = recording.Sensor ?? summary.SmallestSensor;
        var report = recording.Report;
        double seconds = summary.DurationMicros / 1e6;
        return new EventsInfo(
            recording.Name, recording.Format.Name, report.Bytes, sensor?.Width, sensor?.Height,
            recording.Sensor is not null ? "file-or-option" : sensor is not null ? "events" : "unknown",
            summary.Events, summary.On, summary.OnShare, summary.TimeFirst, summary.TimeLast, summary.DurationMicros,
            seconds > 0 ? summary.Events / seconds : double.NaN, summary.RateOverTime,
            summary.Extent?.Left, summary.Extent?.Right, summary.Extent?.Top, summary.Extent?.Bottom, summary.ActivePixels,
            [.. summary.HotPixels.Select(p => new HotPixelInfo(p.Position.X, p.Position.Y, p.Events))],
            summary.Backwards, summary.LongestBackwardStep, recording.Sorted, report.TimerOverflows, report.OutsideSensor, report.BeyondHeader, report.Invalid,
            report.Frames, report.InertialSamples, report.Triggers, report.Others, report.Damages, report.LostBytes, report.FirstDamage, recording.Header);
    }

    private static void Write(EventsInfo info, TextWriter writer)
    {
        var fields = new Fields()
            .Add("path", info.Path)
            .Add("format", info.Format)
            .Add("size", Text.Bytes(info.Bytes))
            .Add("sensor", info.Width is null ? "not known" : $"{info.Width}x{info.Height}{(info.SensorFrom == "events" ? " at least (the file does not name it)" : "")}")
            .Add("events", Text.Count(info.Events));
        if (info.Events > 0)
        {
            fields
                .Add("time", $"{Text.Count(info.TFirst!.Value)} to {Text.Count(info.TLast!.Value)} us ({Text.Duration(Duration(info.DurationMicroseconds))})")
                .Add("rate", double.IsNaN(info.EventsPerSecond) ? null : $"{Text.Count((long)info.EventsPerSecond)} events/s")
                .Add("over time", Sparkline(info.RateOverTime))
                .Add("polarity", $"{Text.Percent(info.OnShare)} ON ({Text.Count(info.On)} ON, {Text.Count(info.Events - info.On)} OFF)")
                .Add("pixels", $"{(info.ActivePixels > 0 ? Text.Count(info.ActivePixels) : "too far apart to count those that")} fired, columns {info.XMin} to {info.XMax}, rows {info.YMin} to {info.YMax}")
                .Add("hot pixels", info.HotPixels.Count == 0 ? "none" : string.Join("  ", info.HotPixels.Select(p => $"({p.X}, {p.Y}): {Text.Count(p.Events)}")));
        }

        fields
            .Add("order", Order(info))
            .Add("overflows", info.TimerOverflows > 0 ? $"{Text.Count(info.TimerOverflows)} of the timer" : null)
            .Add("passed over", Passed(info))
            .Add("left out", info.Invalid + info.OutsideSensor > 0 ? $"{Text.Count(info.Invalid)} not valid, {Text.Count(info.OutsideSensor)} outside the sensor" : null)
            .Add("kept", info.BeyondHeader > 0 ? $"{Text.Count(info.BeyondHeader, "event")} outside the sensor that the header names" : null)
            .Add("damage", info.Damages > 0 ? $"{Text.Count(info.Damages, "place")}, {Text.Count(info.LostBytes, "byte")} lost; first: {info.FirstDamage}" : null)
            .Add("sha256 t x y p", info.Digest)
            .Write(writer);
        WriteHeader(info.Header, writer);
    }

    private static void WriteHeader(IReadOnlyList<HeaderField> header, TextWriter writer)
    {
        const int Shown = 12;
        if (header.Count == 0)
            return;
        writer.WriteLine();
        writer.WriteLine("header:");
        foreach (var field in header.Take(Shown))
            writer.WriteLine($"  {field.Name}{(field.Value.Length > 0 ? ": " : "")}{field.Value}");
        if (header.Count > Shown)
            writer.WriteLine($"  ... and {header.Count - Shown} more (--json lists all)");
    }

    private static string Order(EventsInfo info) => info switch
    {
        { Sorted: > 0 } => $"put in order; the file has {Text.Count(info.Sorted, "step")} backwards in time",
        { Backwards: > 0 } => $"{Text.Count(info.Backwards, "step")} backwards in time, the longest {Text.Count(info.LongestBackwardStep)} us",
        _ => "time never goes backwards",
    };

    /// <summary>Damaged times may be further apart than a duration can say.</summary>
    private static TimeSpan Duration(long micros) => micros > TimeSpan.MaxValue.TotalMicroseconds / 2 ? TimeSpan.MaxValue : TimeSpan.FromMicroseconds(micros);

    private static string? Passed(EventsInfo info)
    {
        DecodeReport report = new() { Frames = info.Frames, InertialSamples = info.InertialSamples, Triggers = info.Triggers, Others = info.Others };
        return report.PassedOver > 0 ? LoadedRecording.Others(report) : null;
    }

    /// <summary>One letter for each part of the time, as high as its share of the busiest one.</summary>
    private static string Sparkline(IReadOnlyList<int> rates)
    {
        int most = Math.Max(1, rates.Max());
        return string.Concat(rates.Select(r => r == 0 ? ' ' : Bars[Math.Min(Bars.Length - 1, r * Bars.Length / most)])) + "|";
    }
}

/// <summary>The result of <c>saccade events info</c> for programs.</summary>
internal sealed record EventsInfo(
    string Path,
    string Format,
    long Bytes,
    int? Width,
    int? Height,
    string SensorFrom,
    int Events,
    int On,
    double OnShare,
    long? TFirst,
    long? TLast,
    long DurationMicroseconds,
    double EventsPerSecond,
    IReadOnlyList<int> RateOverTime,
    int? XMin,
    int? XMax,
    int? YMin,
    int? YMax,
    int ActivePixels,
    IReadOnlyList<HotPixelInfo> HotPixels,
    long Backwards,
    long LongestBackwardStep,
    int Sorted,
    long TimerOverflows,
    long OutsideSensor,
    long BeyondHeader,
    long Invalid,
    long Frames,
    long InertialSamples,
    long Triggers,
    long Others,
    long Damages,
    long LostBytes,
    string? FirstDamage,
    IReadOnlyList<HeaderField> Header)
{
    /// <summary>The digest of the events; only when it was asked for.</summary>
    [JsonPropertyName("sha256_t_x_y_p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Digest { get; init; }
}

/// <summary>A pixel that fires far more often than others.</summary>
internal sealed record HotPixelInfo(int X, int Y, int Events);

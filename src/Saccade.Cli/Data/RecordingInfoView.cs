using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Cli.Data;

/// <summary>What one recording holds.</summary>
internal static class RecordingInfoView
{
    public static ExitCode Run(DataInfoOptions options, CommandContext context)
    {
        var info = Describe(options.Path);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, info);
        else
            Write(info, context.Console.Out);
        return ExitCode.Ok;
    }

    private static RecordingInfo Describe(string path)
    {
        try
        {
            var events = new EventBuffer();
            string format = Format(path);
            var (report, sensor) = EventFormats.Default.ReadFile(path, events);
            long first = long.MaxValue, last = long.MinValue, on = 0;
            foreach (long time in events.Times)
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
            foreach (byte polarity in events.Polarities)
                on += polarity;
            var (x, y) = (Range(events.X), Range(events.Y));
            return new RecordingInfo(
                path, "recording", format, report.Bytes, events.Count, events.Count == 0 ? 0 : first, events.Count == 0 ? 0 : last, (double)on / events.Count, sensor?.ToString(),
                x.Smallest, x.Largest, y.Smallest, y.Largest, report.TimerOverflows, report.Backwards);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, $"the recording cannot be read: {e.Message}", e);
        }
    }

    private static string Format(string path)
    {
        byte[] header = new byte[EventFormats.Default.SignatureLength];
        using var stream = File.OpenRead(path);
        int got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        return EventFormats.Default.Detect(path, header.AsSpan(0, got)).Name;
    }

    private static (int Smallest, int Largest) Range(ReadOnlySpan<ushort> values)
    {
        int smallest = int.MaxValue, largest = 0;
        foreach (ushort value in values)
            (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
        return (values.IsEmpty ? 0 : smallest, largest);
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

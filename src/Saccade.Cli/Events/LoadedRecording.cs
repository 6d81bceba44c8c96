using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Cli.Events;

/// <summary>A recording in memory, and how it came there.</summary>
internal sealed record LoadedRecording(string Name, EventFormat Format, EventBuffer Events, DecodeReport Report, SensorSize? Sensor, IReadOnlyList<HeaderField> Header, int Sorted)
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>The sensor: the one that is known, else the smallest that holds the events.</summary>
    public SensorSize SensorOrMeasured => Sensor ?? Saccade.Events.Inspection.EventSummary.Of(Events).SmallestSensor ?? new SensorSize(1, 1);

    /// <summary>Reads a recording from a file or from standard input (<c>-</c>).</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="context">Where standard input comes from.</param>
    /// <param name="mostEvents">Room in memory, in events.</param>
    public static LoadedRecording Read(InputOptions options, CommandContext context, int? mostEvents = null)
    {
        using var input = Open(options, context);
        var (format, reader, stream) = EventFormats.Default.OpenReader(input, options.ToReadOptions(), FormatOf(options));
        EventBuffer events = new() { MostCapacity = mostEvents ?? Array.MaxLength };
        byte[] chunk = new byte[ChunkBytes];
        int got;
        while ((got = stream.Read(chunk)) > 0)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            reader.Read(chunk.AsSpan(0, got), events);
        }

        reader.Finish(events);
        int disorder = events.Disorder;
        if (options.Sort)
            events.SortByTime();
        return new LoadedRecording(options.Name, format, events, reader.Report, reader.Sensor, reader.Header, options.Sort ? disorder : 0);
    }

    /// <summary>Opens a file or standard input.</summary>
    public static Stream Open(InputOptions options, CommandContext context)
    {
        if (options.Path == PipedInput.Path)
            return PipedInput.Open(context);
        if (Directory.Exists(options.Path))
            throw new CommandException(ExitCode.BadData, $"{options.Path}: a folder; give a recording, or use 'saccade data info' for a data set");
        try
        {
            return new FileStream(options.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, $"the recording cannot be read: {ErrorText.Of(e)}", e);
        }
    }

    /// <summary>The format that the options force, or null.</summary>
    public static EventFormat? FormatOf(InputOptions options) => options.Format is null ? null : EventFormats.Default.ByName(options.Format);

    /// <summary>Says what was left out on the way; nothing is dropped silently.</summary>
    public static IEnumerable<string> Notes(InputOptions input, DecodeReport report)
    {
        string name = input.Name;
        if (report.Damages > 0)
            yield return $"{name}: {Text.Count(report.Damages, "damaged place")}, {Text.Count(report.LostBytes, "byte")} lost; the first: {report.FirstDamage}";
        if (report.OutsideSensor > 0)
            yield return $"{name}: {Text.Count(report.OutsideSensor, "event")} outside the sensor left out";
        if (report.BeyondHeader > 0)
            yield return $"{name}: {Text.Count(report.BeyondHeader, "event")} outside the sensor that the header names, kept";
        if (report.Invalid > 0)
            yield return $"{name}: {Text.Count(report.Invalid, "event")} left out that the camera marked as not valid or that came before the first time";
        if (input.Sort && report.Backwards > 0)
            yield return $"{name}: {Text.Count(report.Backwards, "step")} backwards in time, put in order";
        if (report.Remark is { } remark)
            yield return $"{name}: {remark}";
        if (report.PassedOver > 0)
            yield return $"{name}: passed over {Others(report)}";
    }

    /// <summary>What holds no events, in words.</summary>
    public static string Others(DecodeReport report)
    {
        (long Count, string Name)[] kinds = [(report.Frames, "frame"), (report.InertialSamples, "inertial"), (report.Triggers, "trigger"), (report.Others, "other")];
        return string.Join(", ", kinds.Where(k => k.Count > 0).Select(k => $"{Text.Count(k.Count)} {k.Name}")) + " records or packets";
    }
}

using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.Files;
using Saccade.Kernels.Random;

namespace Saccade.Cli.Events;

/// <summary>Options of the commands that change a recording.</summary>
internal sealed record ChangeOptions(InputOptions Input, OutputOptions Output, ulong Seed, IReadOnlyList<ChangeStep> Steps, bool Json) : ICommandOptions
{
    /// <summary>The transforms, in order; times of a cut count from the earliest event.</summary>
    public IEnumerable<EventTransform> Transforms(EventBuffer events) => Steps.Select(s => s.Transform!(events));

    /// <summary>Whether a number of hot pixels, even none, is an answer.</summary>
    public bool LooksForHotPixels => Steps.Any(s => s.IsHotPixelFilter);

    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate().Concat(Output.Validate()).Concat(Steps.Where(s => s.Problem is not null).Select(s => s.Problem!)))
            yield return problem;
        if (Steps.Count == 0)
            yield return "nothing to do; --help lists the changes";
        if (Json && Output.Path == "-")
            yield return "--json writes to standard output, where the recording goes already; give the output a name";
    }
}

/// <summary>One change: what makes its transform, or what is wrong with the words that asked for it.</summary>
internal sealed record ChangeStep(Func<EventBuffer, EventTransform>? Transform, string? Problem)
{
    public bool IsHotPixelFilter { get; private init; }

    public static ChangeStep Of(EventTransform transform) =>
        new(_ => transform, transform.Validate() is [var problem, ..] ? problem : null) { IsHotPixelFilter = transform is EventTransform.HotPixelFilter };

    public static ChangeStep Wrong(string problem) => new(null, problem);
}

/// <summary><c>saccade events cut</c> and <c>filter</c>: a recording, changed by transforms, into another file.</summary>
internal static class ChangeCommand
{
    public static ExitCode Run(ChangeOptions options, CommandContext context)
    {
        var recording = LoadedRecording.Read(options.Input, context);
        EventBuffer changed = new();
        var report = Apply(options, recording, changed);
        RequireSomething(options, recording, report);
        bool measured = recording.Sensor is null;
        var written = RecordingOutput.Write(options.Output, context, output =>
        {
            var writer = RecordingOutput.Writer(options.Output, output, report.Sensor);
            writer.Write(changed.All);
            return writer.Finish();
        });

        foreach (string note in LoadedRecording.Notes(options.Input, recording.Report).Concat(RecordingOutput.Notes(options.Output, written, measured)))
            context.Tell($"note: {note}");
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new { Input = options.Input.Path, Output = options.Output.Path, report.In, report.Out, report.Added, report.Dropped, report.Clamped, report.Sorted, Sensor = report.Sensor.ToString(), report.HotPixels, written.TimeShift });
        else
            Write(report, options, context);
        return ExitCode.Ok;
    }

    /// <summary>A piece in which nothing lies is a slip, and a file without events says nothing of it.</summary>
    private static void RequireSomething(ChangeOptions options, LoadedRecording recording, TransformReport report)
    {
        if (report.In == 0 || report.Out > 0 || !report.Dropped.All(d => d.Reason is DropReason.OutsideTime or DropReason.OutsideRegion))
            return;
        var times = recording.Events.All.Times;
        long first = long.MaxValue, last = long.MinValue;
        foreach (long time in times)
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        throw new CommandException(
            ExitCode.Usage,
            $"{recording.Name}: no event is in the piece asked for (the recording has {Text.Count(report.In, "event")} in {Text.Duration(TimeSpan.FromMicroseconds(last - first))}, sensor {recording.SensorOrMeasured}); {options.Output.Path} was not written");
    }

    private static TransformReport Apply(ChangeOptions options, LoadedRecording recording, EventBuffer changed)
    {
        var random = new CounterRandom(options.Seed, RandomPurpose.Augmentation, 0);
        try
        {
            return new EventTransform.Sequence(options.Transforms(recording.Events)).Apply(recording.Events, changed, recording.SensorOrMeasured, ref random);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, $"{recording.Name}: {ErrorText.Of(e)}", e); // a region beyond the sensor
        }
    }

    private static void Write(TransformReport report, ChangeOptions options, CommandContext context)
    {
        context.Tell($"{options.Input.Name} -> {options.Output.Name}: {Text.Count(report.Out)} of {Text.Count(report.In, "event")}, sensor {report.Sensor}");
        foreach (var dropped in report.Dropped)
            context.Tell($"  left out, {Why(dropped.Reason)}: {Text.Count(dropped.Events)}");
        if (report.Added > 0)
            context.Tell($"  added as noise: {Text.Count(report.Added)}");
        if (report.Sorted > 0)
            context.Tell($"  steps backwards in time sorted away: {Text.Count(report.Sorted)}");
        if (options.LooksForHotPixels)
            context.Tell($"  hot pixels silenced: {Text.Count(report.HotPixels.Count)}{Busiest(report.HotPixels)}");
    }

    private static string Busiest(ValueList<HotPixel> pixels) => pixels.Count == 0
        ? ""
        : $"; the busiest at {string.Join("  ", pixels.OrderByDescending(p => p.Events).Take(3).Select(p => $"({p.Position.X}, {p.Position.Y}): {Text.Count(p.Events)}"))}";

    private static string Why(DropReason reason) => reason switch
    {
        DropReason.OutsideSensor => "not on the sensor",
        DropReason.OutsideTime => "not in the time",
        DropReason.OutsideRegion => "not in the region",
        DropReason.LeftSensor => "moved off the sensor",
        DropReason.Drawn => "drawn at random",
        DropReason.Pixel => "on a dropped pixel",
        DropReason.Polarity => "of the other polarity",
        DropReason.Refractory => "in the refractory period",
        DropReason.Isolated => "without a neighbour shortly before",
        _ => "on a hot pixel",
    };
}

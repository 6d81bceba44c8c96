using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events convert</c>.</summary>
internal sealed record ConvertOptions(InputOptions Input, OutputOptions Output, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate().Concat(Output.Validate()))
            yield return problem;
        if (Json && Output.Path == "-")
            yield return "--json writes to standard output, where the recording goes already; give the output a name";
    }
}

/// <summary><c>saccade events convert</c>: from one format to another.</summary>
internal static class ConvertCommand
{
    public static ExitCode Run(ConvertOptions options, CommandContext context)
    {
        using var input = LoadedRecording.Open(options.Input, context);
        var (format, reader, stream) = EventFormats.Default.OpenReader(input, options.Input.ToReadOptions(), LoadedRecording.FormatOf(options.Input));
        var report = RecordingOutput.Write(options.Output, context, output => RecordingConverter.Convert(
            stream, reader, sensor => RecordingOutput.Writer(options.Output, output, sensor), options.Input.Sort, cancellation: context.Cancellation));

        foreach (string note in LoadedRecording.Notes(options.Input, report.Read).Concat(RecordingOutput.Notes(options.Output, report.Written, report.SensorMeasured)))
            context.Tell($"note: {note}");
        string to = options.Output.EventFormat!.Name;
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new { Input = options.Input.Path, From = format.Name, Output = options.Output.Path, To = to, report.Written.Events, report.Written.Bytes, report.Written.TimeShift, report.Written.SensorDropped, Sensor = report.Sensor?.ToString(), report.SensorMeasured, report.Read });
        else
            context.Tell($"{options.Input.Name} ({format.Name}) -> {options.Output.Name} ({to}): {Text.Count(report.Written.Events, "event")}, {Text.Bytes(report.Written.Bytes)}");
        return ExitCode.Ok;
    }
}

using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Events;

/// <summary>How <c>saccade events</c> is written.</summary>
internal static class EventsSyntax
{
    public static Command Create(CommandContext context) => new("events", "Look at, convert and change recordings of any known format.")
    {
        Info(context), Convert(context), CutSyntax.Create(context), FilterSyntax.Create(context), RenderSyntax.Create(context), SimulateSyntax.Create(context),
        Compare(context),
    };

    private static CommandWithExamples Info(CommandContext context)
    {
        var path = new Argument<string>("FILE") { Description = "The recording; - for standard input." };
        var digest = new Option<bool>("--digest") { Description = "Print the SHA-256 of the events (all t as int64, x and y as uint16, p as bytes)." };
        var header = new Option<bool>("--header") { Description = "Read the header only." };
        var (input, json) = (new InputSyntax(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "info",
            "Say what a recording holds: sensor, events, rate, polarity, hot pixels, disorder, damage.",
            "saccade events info drive.raw",
            "saccade events info recording.aedat4 --json --digest",
            "saccade events info cut-off.dat --salvage",
            "cat clip.es | saccade events info - --format es")
        {
            path, digest, header, json,
        };
        input.AddTo(command);
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new EventsInfoOptions(input.Get(parsed, parsed.GetRequiredValue(path)), parsed.GetValue(digest), parsed.GetValue(header), parsed.GetValue(json)),
            EventsInfoCommand.Run));
        return command;
    }

    private static CommandWithExamples Convert(CommandContext context)
    {
        var (input, output) = (new Argument<string>("IN") { Description = "The recording; - for standard input." }, new Argument<string>("OUT") { Description = "The file to write; - for standard output." });
        var (inputs, outputs, json) = (new InputSyntax(), new OutputSyntax(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "convert",
            "Write a recording in another format, and say what the new format cannot hold.",
            "saccade events convert drive.raw drive.aedat4",
            "saccade events convert clip.aedat clip.npz",
            "saccade events convert drive.raw - --to text | head")
        {
            input, output, json,
        };
        inputs.AddTo(command);
        outputs.AddTo(command);
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ConvertOptions(inputs.Get(parsed, parsed.GetRequiredValue(input)), outputs.Get(parsed, parsed.GetRequiredValue(output)), parsed.GetValue(json)),
            ConvertCommand.Run));
        return command;
    }

    private static CommandWithExamples Compare(CommandContext context)
    {
        var (a, b) = (new Argument<string>("A") { Description = "A recording." }, new Argument<string>("B") { Description = "Another one." });
        var align = new Option<bool>("--align") { Description = "Shift the second in time so that both begin at the same moment." };
        var anyOrder = new Option<bool>("--any-order") { Description = "The order of the events does not matter." };
        var (inputs, json) = (new InputSyntax(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "compare",
            "Say whether two recordings, in any formats, hold the same events; exit code 0 if they do, 1 if not.",
            "saccade events compare drive.raw drive.aedat4")
        {
            a, b, align, anyOrder, json,
        };
        inputs.AddTo(command);
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new CompareOptions(
                inputs.Get(parsed, parsed.GetRequiredValue(a)), inputs.Get(parsed, parsed.GetRequiredValue(b)) with { Format = null },
                parsed.GetValue(align), parsed.GetValue(anyOrder), parsed.GetValue(json)),
            CompareCommand.Run));
        return command;
    }
}

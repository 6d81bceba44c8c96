using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>How <c>saccade data</c> is written.</summary>
internal static class DataSyntax
{
    public static Command Create(CommandContext context) => new("data", "Look at data sets and recordings.") { Info(context) };

    private static CommandWithExamples Info(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = "A data set (folder or zip archive) or a recording." };
        var full = new Option<bool>("--full") { Description = "Read every recording: count events, look for the same content in two parts." };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "info",
            "Say what a data set or a recording holds.",
            "saccade data info N-MNIST.zip",
            "saccade data info N-MNIST/ --full",
            "saccade data info 00001.bin --json")
        {
            path, full, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DataInfoOptions { Path = parsed.GetRequiredValue(path), Full = parsed.GetValue(full), Json = parsed.GetValue(json) },
            DataInfoCommand.Run));
        return command;
    }
}

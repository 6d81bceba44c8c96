using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>How <c>saccade data download</c> is written.</summary>
internal static class DownloadSyntax
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "A known data set ('saccade data list')." };
        var to = new Option<string?>("--to") { Description = "Folder for its files; default: a folder named after it, here.", HelpName = "DIR" };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "download",
            "Fetch the files of a data set, or say which to put where. Stopped downloads go on where they ended.",
            "saccade data download n-mnist",
            "saccade data download cifar10-dvs --to /data/cifar10-dvs")
        {
            name, to, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DataDownloadOptions(parsed.GetRequiredValue(name), parsed.GetValue(to), parsed.GetValue(json)),
            DataDownloadCommand.Run));
        return command;
    }
}

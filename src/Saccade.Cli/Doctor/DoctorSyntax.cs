using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Doctor;

/// <summary>How <c>saccade doctor</c> is written.</summary>
internal static class DoctorSyntax
{
    public static Command Create(CommandContext context)
    {
        var json = CommonOptions.Json();
        var command = new CommandWithExamples("doctor", "Check that this machine computes correctly, and how fast.", "saccade doctor", "saccade doctor --json") { json };
        command.SetAction(parsed => CommandRunner.Run(context, new DoctorOptions { Json = parsed.GetValue(json) }, DoctorCommand.Run));
        return command;
    }
}

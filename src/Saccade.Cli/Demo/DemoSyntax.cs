using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Demo;

/// <summary>How <c>saccade demo</c> is written.</summary>
internal static class DemoSyntax
{
    public static Command Create(CommandContext context)
    {
        var place = new Option<string?>("--out", "-o") { Description = "Folder for the runs and the report; default: runs/demo.", HelpName = "DIR" };
        var seed = CommonOptions.Seed("Seed of recordings and training.");
        var quick = new Option<bool>("--quick") { Description = "A few seconds: shows that everything works, not how well." };
        var (threads, json) = (CommonOptions.Threads(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "demo",
            "Train two spiking networks on generated recordings and compare them; needs no data, takes about a minute.",
            "saccade demo",
            "saccade demo --out comparison --seed 7")
        {
            place, seed, quick, threads, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DemoOptions
            {
                Out = parsed.GetValue(place),
                Seed = parsed.GetValue(seed),
                Quick = parsed.GetValue(quick),
                Threads = parsed.GetValue(threads),
                Json = parsed.GetValue(json),
            },
            DemoCommand.Run));
        return command;
    }
}

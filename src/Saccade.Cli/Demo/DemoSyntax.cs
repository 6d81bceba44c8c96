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
        var motion = new Option<bool>("--motion") { Description = "Classes that differ in how they move, not in how they look." };
        var quick = new Option<bool>("--quick") { Description = "A few seconds: shows that everything works, not how well." };
        var (threads, json) = (CommonOptions.Threads(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "demo",
            "Train a spiking network in three ways on generated recordings and compare them; needs no data, takes about a minute.",
            "saccade demo",
            "saccade demo --motion",
            "saccade demo --out comparison --seed 7")
        {
            place, seed, motion, quick, threads, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DemoOptions
            {
                Out = parsed.GetValue(place),
                Seed = parsed.GetValue(seed),
                Motion = parsed.GetValue(motion),
                Quick = parsed.GetValue(quick),
                Threads = parsed.GetValue(threads),
                Json = parsed.GetValue(json),
            },
            DemoCommand.Run));
        return command;
    }
}

using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Runs;

/// <summary>How <c>saccade runs</c> and <c>saccade report</c> are written.</summary>
internal static class RunsSyntax
{
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string?>("FOLDER") { Description = "Where to look, at any depth; default: runs.", Arity = ArgumentArity.ZeroOrOne };
        var order = ChoiceOption.Of<RunOrder>("--sort", "Order: date (newest first), score (best first) or name.", "WHAT");
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "runs",
            "List runs: recipe, date, state, accuracy after each time step.",
            "saccade runs",
            "saccade runs studies --sort score")
        {
            folder, order, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context, new RunsOptions { Folder = parsed.GetValue(folder) ?? RunPlace.Root, Order = parsed.GetValue(order), Json = parsed.GetValue(json) }, RunsCommand.Run));
        return command;
    }

    public static Command Compare(CommandContext context)
    {
        var (first, second) = (new Argument<string>("RUN") { Description = "A run folder." }, new Argument<string>("OTHER") { Description = "Another one." });
        var split = new Option<string?>("--split") { Description = "The part to compare on: test or validation; default: test if both runs were tried on it.", HelpName = "NAME" };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "compare",
            "Say whether two runs do differently on the same recordings, after each time step.",
            "saccade compare runs/hsd-nmnist runs/direct-nmnist")
        {
            first, second, split, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new CompareOptions { First = parsed.GetRequiredValue(first), Second = parsed.GetRequiredValue(second), Split = parsed.GetValue(split), Json = parsed.GetValue(json) },
            CompareCommand.Run));
        return command;
    }

    public static Command Report(CommandContext context)
    {
        var runs = new Argument<string[]>("RUN") { Description = "Run folders; a folder with runs in it stands for all of them.", Arity = ArgumentArity.OneOrMore };
        var place = new Option<string?>("--out", "-o") { Description = "The page; default: report.html in the run folder, of several runs comparison.html.", HelpName = "FILE" };
        var title = new Option<string?>("--title") { Description = "Title of the page.", HelpName = "TEXT" };
        var force = new Option<bool>("--force") { Description = "Replace the page named by --out if it exists." };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "report",
            "Make the HTML report of a run again, or one page that compares several runs.",
            "saccade report runs/hsd-nmnist",
            "saccade report runs/hsd-nmnist runs/direct-nmnist --out compare.html")
        {
            runs, place, title, force, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ReportOptions { Runs = parsed.GetRequiredValue(runs), Out = parsed.GetValue(place), Title = parsed.GetValue(title), Force = parsed.GetValue(force), Json = parsed.GetValue(json) },
            ReportCommand.Run));
        return command;
    }
}

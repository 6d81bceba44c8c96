using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;

namespace Saccade.Cli.Studies;

/// <summary>How <c>saccade study</c> is written.</summary>
internal static class StudySyntax
{
    public static Command Create(CommandContext context)
    {
        var study = new Argument<string>("STUDY") { Description = "A study (YAML), or the name of one in the folder studies." };
        var data = new Option<string?>("--data", "-d") { Description = "The data set: a folder or a zip archive.", HelpName = "PATH" };
        var place = new Option<string?>("--out", "-o") { Description = "Folder of the study, which several processes may share; default: runs/NAME.", HelpName = "FOLDER" };
        var set = new Option<string[]>("--set") { Description = "Replace a value in every recipe; may be repeated. *.KEY means every phase.", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };
        var seeds = new Option<string?>("--seeds") { Description = "Seeds in place of the study's, for example 1,2,3.", HelpName = "LIST" };
        var shard = new Option<string?>("--shard") { Description = "Do a share of the runs: the Ith of N.", HelpName = "I/N" };
        var table = new Option<bool>("--table") { Description = "Print the table of what there is; run nothing." };
        var format = ChoiceOption.Of<TableFormat>("--format", "How the table is printed: text, csv, latex, json or markdown.");
        var (threads, cache, json) = (CommonOptions.Threads(), CommonOptions.Cache(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "study",
            "Train every setting of a study with every seed, and compare them in one table.",
            "saccade study table2-nmnist --data N-MNIST.zip",
            "saccade study table2-nmnist --data N-MNIST.zip --seeds 1 --set *.epochs=2 --out runs/try",
            "saccade study table2-nmnist --table --format latex")
        {
            study, data, place, set, seeds, shard, threads, cache, table, format, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new StudyOptions
            {
                Study = parsed.GetRequiredValue(study),
                Data = parsed.GetValue(data),
                Out = parsed.GetValue(place),
                Set = parsed.GetValue(set) ?? [],
                Seeds = parsed.GetValue(seeds),
                Shard = parsed.GetValue(shard),
                Threads = parsed.GetValue(threads),
                Cache = parsed.GetValue(cache),
                TableOnly = parsed.GetValue(table),
                Format = parsed.GetValue(json) ? TableFormat.Json : parsed.GetValue(format),
            },
            StudyCommand.Run));
        return command;
    }
}

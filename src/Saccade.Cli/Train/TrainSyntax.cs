using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Train;

/// <summary>How <c>saccade train</c> is written.</summary>
internal static class TrainSyntax
{
    public static Command Create(CommandContext context)
    {
        var recipe = new Argument<string>("RECIPE") { Description = "A recipe (YAML), or a run folder together with --resume." };
        var data = new Option<string?>("--data", "-d") { Description = "The data set: a folder or a zip archive.", HelpName = "PATH" };
        var place = new Option<string?>("--out", "-o") { Description = "Run folder; default: runs/NAME, where NAME is the recipe's.", HelpName = "DIR" };
        var set = new Option<string[]>("--set") { Description = "Replace a value of the recipe; may be repeated. Several values, a,b,c, make a study of them.", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };
        var seed = CommonOptions.Seed("Seed of weights, order and augmentation; replaces the recipe's.");
        var resume = new Option<bool>("--resume") { Description = "Go on with an unfinished run; ends with the same bits as one that was never stopped." };
        var test = new Option<bool>("--test") { Description = "Try the result on the test part at the end; without it the test part is not touched." };
        var board = new Option<bool>("--tensorboard") { Description = "Write an event file for TensorBoard into the run folder, beside the run log." };
        var ranks = new Option<int?>("--ranks") { Description = "Train on N processes of this machine by mpirun, to the same bits as on one; on several machines use mpirun or srun itself.", HelpName = "N" };
        var deadline = new Option<double?>("--deadline") { Description = "Seconds without a sign of life after which one of several processes is given up, and all stop; default 60.", HelpName = "SECONDS" };
        var (threads, cache, json) = (CommonOptions.Threads(), CommonOptions.Cache(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "train",
            "Train a network as a recipe says.",
            "saccade train recipes/hsd-nmnist.yaml --data N-MNIST.zip",
            "saccade train recipes/hsd-nmnist.yaml --data N-MNIST.zip --set finetune.epochs=5 --seed 7 --out runs/short",
            "saccade train recipes/hsd-nmnist.yaml --data N-MNIST.zip --ranks 2",
            "saccade train runs/short --resume")
        {
            recipe, data, place, set, seed, threads, cache, resume, test, board, ranks, deadline, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new TrainOptions
            {
                Recipe = parsed.GetRequiredValue(recipe),
                Data = parsed.GetValue(data),
                Out = parsed.GetValue(place),
                Set = parsed.GetValue(set) ?? [],
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Cache = parsed.GetValue(cache),
                Resume = parsed.GetValue(resume),
                Test = parsed.GetValue(test),
                TensorBoard = parsed.GetValue(board),
                Json = parsed.GetValue(json),
                Ranks = parsed.GetValue(ranks),
                Deadline = parsed.GetValue(deadline),
            },
            TrainCommand.Run));
        return command;
    }
}

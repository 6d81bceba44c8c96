using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>How <c>saccade data prepare</c> is written.</summary>
internal static class PrepareSyntax
{
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = "A data set: folder or zip archive." };
        var output = new Option<string>("--out", "-o") { Description = "Folder for the store; a preparation that was stopped goes on there.", HelpName = "DIR", Required = true };
        var recipe = new Option<string?>("--recipe") { Description = "Store the recordings that a recipe trains on: those it simulates from the images at PATH, for example.", HelpName = "FILE" };
        var outside = new Option<bool>("--drop-outside") { Description = "Leave out events outside the sensor and count them, instead of stopping." };
        var salvage = new Option<bool>("--salvage") { Description = "Take what can be read of damaged recordings and count the rest, instead of stopping." };
        var correct = new Option<bool>("--correct-labels") { Description = "Correct known mistakes in the published labels." };
        var (layout, threads, json) = (CatalogSelection.Option(), CommonOptions.Threads(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "prepare",
            "Decode a data set once into a store, which every command takes for --data and reads fast.",
            "saccade data prepare N-MNIST.zip --out n-mnist-store",
            "saccade data prepare DvsGesture/ -o gesture-store --threads 8",
            "saccade data prepare cifar10/train --recipe recipes/small/standin-hsd.yaml -o standin-store",
            "saccade train recipe.yaml --data n-mnist-store")
        {
            path, output, layout, recipe, outside, salvage, correct, threads, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DataPrepareOptions
            {
                Path = parsed.GetRequiredValue(path),
                Out = parsed.GetRequiredValue(output),
                Layout = parsed.GetValue(layout),
                Recipe = parsed.GetValue(recipe),
                DropOutside = parsed.GetValue(outside),
                Salvage = parsed.GetValue(salvage),
                CorrectLabels = parsed.GetValue(correct),
                Threads = parsed.GetValue(threads),
                Json = parsed.GetValue(json),
            },
            DataPrepareCommand.Run));
        return command;
    }
}

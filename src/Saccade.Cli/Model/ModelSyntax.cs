using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Model;

/// <summary>How <c>saccade model</c> is written.</summary>
internal static class ModelSyntax
{
    public static Command Create(CommandContext context) => new("model", "Look at model files.") { Info(context) };

    private static CommandWithExamples Info(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model file, or the run folder it is in." };
        var recipe = new Option<bool>("--recipe") { Description = "Print the recipe that trained it, ready for 'saccade train'." };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "info",
            "Say what a model file holds.",
            "saccade model info runs/hsd-nmnist",
            "saccade model info model.safetensors --recipe > again.yaml")
        {
            model, recipe, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ModelInfoOptions { Model = parsed.GetRequiredValue(model), Recipe = parsed.GetValue(recipe), Json = parsed.GetValue(json) },
            ModelInfoCommand.Run));
        return command;
    }
}

using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Training.Runs;

namespace Saccade.Cli.Recipes;

/// <summary>How <c>saccade recipe</c> is written.</summary>
internal static class RecipeSyntax
{
    public static Command Create(CommandContext context) => new("recipe", "Write recipes, and look up what they can say.")
    {
        New(context), Keys(context), Schema(context),
    };

    private static CommandWithExamples New(CommandContext context)
    {
        var place = new Argument<string>("FILE") { Description = "The recipe to write; '-' prints it." };
        var data = new Option<string>("--data", "-d") { Description = "The data set it is for: a folder or a zip archive.", HelpName = "PATH", Required = true };
        var method = ChoiceOption.Of<RecipeMethod>("--method", "hsd (classes differ in appearance) or direct (classes differ in motion); default: hsd.");
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var command = new CommandWithExamples(
            "new",
            "Write a recipe to start from, fitted to your data, with a comment at each choice.",
            "saccade recipe new mine.yaml --data my-recordings",
            "saccade recipe new mine.yaml --data my-recordings --method direct --force")
        {
            place, data, method, force,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new RecipeNewOptions { Out = parsed.GetRequiredValue(place), Data = parsed.GetRequiredValue(data), Method = parsed.GetValue(method), Force = parsed.GetValue(force) },
            RecipeNewCommand.Run));
        return command;
    }

    private static CommandWithExamples Keys(CommandContext context)
    {
        var prefix = new Argument<string?>("KEY") { Description = "Only this key and those below it, for example frames or optimizer.rate; default: all.", Arity = ArgumentArity.ZeroOrOne };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "keys",
            "List the keys of a recipe: what each may be, its default, its meaning.",
            "saccade recipe keys frames",
            "saccade recipe keys optimizer.rate",
            "saccade recipe keys --json")
        {
            prefix, json,
        };
        command.SetAction(parsed => CommandRunner.Run(context, new RecipeKeysOptions { Prefix = parsed.GetValue(prefix) ?? "", Json = parsed.GetValue(json) }, RecipeKeysCommand.Run));
        return command;
    }

    private static CommandWithExamples Schema(CommandContext context)
    {
        var command = new CommandWithExamples(
            "schema",
            "Print a JSON schema of recipes, with which editors complete and check them.",
            "saccade recipe schema > recipe.schema.json");
        command.SetAction(_ => CommandRunner.Run(context, new RecipeSchemaOptions(), RecipeSchemaCommand.Run));
        return command;
    }
}

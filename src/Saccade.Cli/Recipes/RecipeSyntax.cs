using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Recipes;

/// <summary>How <c>saccade recipe</c> is written.</summary>
internal static class RecipeSyntax
{
    public static Command Create(CommandContext context) => new("recipe", "Write recipes, and look up what they can say.")
    {
        Keys(context), Schema(context),
    };

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

using Saccade.Cli.Hosting;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Recipes;

/// <summary>Options of <c>saccade recipe schema</c>: none.</summary>
internal sealed record RecipeSchemaOptions : ICommandOptions
{
    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade recipe schema</c>: the keys of a recipe for editors.</summary>
internal static class RecipeSchemaCommand
{
    public static ExitCode Run(RecipeSchemaOptions options, CommandContext context)
    {
        context.Console.Out.Write(RecipeReference.ToJsonSchema(RecipeKinds.Standard));
        return ExitCode.Ok;
    }
}

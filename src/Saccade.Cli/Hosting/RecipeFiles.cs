using Saccade.Files;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Hosting;

/// <summary>Reads recipes that a command line names.</summary>
internal static class RecipeFiles
{
    public static Recipe Read(string path, IEnumerable<RecipeOverride> overrides, CommandContext context)
    {
        try
        {
            return RecipeReader.ReadFile(path, overrides, RecipeKinds.Standard, (given, whole) => context.Tell($"{given} sets {whole}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"the recipe cannot be read: {ErrorText.Of(e)}", e);
        }
    }
}

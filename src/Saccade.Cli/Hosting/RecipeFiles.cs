using Saccade.Training.Recipes;

namespace Saccade.Cli.Hosting;

/// <summary>Reads recipes that a command line names.</summary>
internal static class RecipeFiles
{
    public static Recipe Read(string path, IEnumerable<RecipeOverride> overrides)
    {
        try
        {
            return RecipeReader.ReadFile(path, overrides);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"the recipe cannot be read: {e.Message}", e);
        }
    }
}

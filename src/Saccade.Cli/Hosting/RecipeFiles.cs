using Saccade.Files;
using Saccade.Recognition;
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

    /// <summary>The recipe with what belongs to this machine: where files lie, by paths that mean the same in every folder, since a run may go on from another one, and threads.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">The data set, if the command line names one.</param>
    /// <param name="threads">Threads, if it says how many.</param>
    public static Recipe Place(Recipe recipe, string? data, int? threads) => recipe with
    {
        Threads = threads ?? recipe.Threads,
        Data = recipe.Data with { Path = Whole(data ?? recipe.Data.Path), Split = File.Exists(recipe.Data.Split) ? Whole(recipe.Data.Split) : recipe.Data.Split },
        Phases = [.. recipe.Phases.Select(phase => phase with { Teachers = [.. phase.Teachers.Select(t => t with { Model = t.Model is null ? null : Whole(ModelFile.In(t.Model)) })] })],
    };

    /// <summary>Refuses a recipe whose data is not there, before a run folder is announced or made.</summary>
    public static void NeedData(Recipe recipe)
    {
        if (recipe.Data is { Layout.NeedsPath: true, Path: { } path } && !Path.Exists(path))
            throw new CommandException(ExitCode.BadData, $"there is no data at '{path}': no such folder or archive; give the right one with --data");
        if (recipe.Data is { Layout.NeedsPath: true, Path: null })
            throw new CommandException(ExitCode.BadData, "the recipe names no data set; give one with --data");
    }

    private static string? Whole(string? path) => path is null ? null : Path.GetFullPath(path);
}

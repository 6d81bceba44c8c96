using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

namespace Saccade.Cli.Hosting;

/// <summary>Chooses the run folder where none is given: <c>runs/NAME</c>, <c>runs/NAME-2</c> and so on.</summary>
internal static class RunPlace
{
    /// <summary>Where runs go, below the folder one works in.</summary>
    public const string Root = "runs";

    /// <summary>Makes the first folder of the series that is not there yet. Of several processes that do so at once, each gets one of its own.</summary>
    public static string Reserve(string name, string root = Root) => Series(root, name).First(TryReserve);

    /// <summary>Removes a reserved folder in which no run was begun.</summary>
    public static void Release(string path)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).All(entry => entry == LockOf(path)))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>The newest folder of the series that holds a run of the recipe, unfinished ones first; null if there is none.</summary>
    public static string? ToResume(Recipe recipe, string root = Root)
    {
        string[] holders = [.. Series(root, recipe.Name).TakeWhile(Path.Exists).Where(path => Holds(path, recipe)).Reverse()];
        return holders.FirstOrDefault(path => !TrainingSession.IsFinished(path)) ?? holders.FirstOrDefault();
    }

    private static bool TryReserve(string path)
    {
        if (Path.Exists(path))
            return false;
        Directory.CreateDirectory(path);
        try
        {
            // Whoever makes this file has the folder; a run locks it later.
            new FileStream(LockOf(path), FileMode.CreateNew, FileAccess.Write).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(LockOf(path)))
        {
            return false;
        }
    }

    private static string LockOf(string path) => Path.Combine(path, RunFolder.LockName);

    private static bool Holds(string path, Recipe recipe)
    {
        try
        {
            return TrainingSession.HoldsRun(path) && RecipeWriter.Differences(RunFolder.ReadRecipe(path), recipe).Count == 0;
        }
        catch (RecipeException)
        {
            return false; // of another version, so not this run
        }
    }

    private static IEnumerable<string> Series(string root, string name)
        => Enumerable.Range(1, int.MaxValue - 1).Select(i => Path.Combine(root, i == 1 ? name : $"{name}-{i}"));
}

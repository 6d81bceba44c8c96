using Saccade.Cli.Hosting;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

namespace Saccade.Cli.Train;

/// <summary>Chooses the run folder where none is given: <c>runs/NAME</c>, <c>runs/NAME-2</c> and so on.</summary>
internal static class RunPlace
{
    /// <summary>Where runs go, below the folder one works in.</summary>
    public const string Root = "runs";

    /// <summary>The first folder of the series that is not there yet.</summary>
    public static string Free(string name, string root = Root) => Series(root, name).First(path => !Path.Exists(path));

    /// <summary>The newest folder of the series that holds a run of the recipe, unfinished ones first.</summary>
    public static string ToResume(Recipe recipe, string root = Root)
    {
        string[] holders = [.. Series(root, recipe.Name).TakeWhile(Path.Exists).Where(path => Holds(path, recipe)).Reverse()];
        return holders.FirstOrDefault(path => !TrainingSession.IsFinished(path)) ?? holders.FirstOrDefault()
            ?? throw new CommandException(ExitCode.Usage, $"no run of this recipe is in {Path.Combine(root, recipe.Name)}*; leave --resume out to begin one, or name its folder with --out");
    }

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

using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

namespace Saccade.Training.Studies;

/// <summary>Holds the recordings that a study is given now against those that its runs were begun with, so that one table never mixes two data sets.</summary>
internal static class StudyData
{
    /// <summary>Refuses other recordings than those of runs that are there. Without such runs nothing is opened.</summary>
    /// <param name="plan">The study, with the place of its data.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="cancellation">Stops the search for recordings.</param>
    /// <exception cref="RunFolderException">A run was begun with other recordings.</exception>
    /// <exception cref="Events.Sources.DatasetException">The data set is not what a recipe needs.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void Check(StudyPlan plan, StudyFolder folder, CancellationToken cancellation)
    {
        var begun = plan.Everything.Where(run => RunSplits.Has(folder.Of(run))).DistinctBy(run => run.Name);
        foreach (var same in begun.GroupBy(run => run.Recipe.Data))
        {
            var splits = SplitsOf(same.Key, cancellation);
            foreach (var run in same)
            {
                if (RunSplits.Changed(folder.Of(run), splits) is { Count: > 0 } changed)
                    throw new RunFolderException($"run '{run.Name}' of this study was trained on other recordings than those of {same.Key.Path ?? "the recipe"} ({string.Join(", ", changed)} differ); give the data set that the study began with, or another folder with --out");
            }
        }
    }

    private static IReadOnlyDictionary<string, string> SplitsOf(DataRecipe data, CancellationToken cancellation)
    {
        using var catalog = data.Open(cancellation: cancellation);
        return DataParts.Of(catalog, data).Hashes;
    }
}

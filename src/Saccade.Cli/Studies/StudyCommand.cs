using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Files;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;
using Saccade.Training.Studies;

namespace Saccade.Cli.Studies;

/// <summary><c>saccade study</c>: runs what a study lacks and prints its table.</summary>
internal static class StudyCommand
{
    private const string Folder = "studies", Extension = ".yaml";

    public static ExitCode Run(StudyOptions options, CommandContext context)
    {
        string path = PathOf(options.Study);
        try
        {
            return Run(StudyReader.ReadFile(path, options.Overrides, options.SeedList), options, context);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !File.Exists(path))
        {
            throw new CommandException(ExitCode.Usage, $"the study cannot be read: {ErrorText.Of(e)}", e);
        }
    }

    /// <summary>The same for a study that is no file.</summary>
    public static ExitCode Run(StudyPlan plan, StudyOptions options, CommandContext context)
    {
        string folder = options.Out ?? Path.Combine(RunPlace.Root, plan.Study.Name);
        if (TrainingSession.HoldsRun(folder))
            throw new CommandException(ExitCode.Usage, $"'{folder}' holds a run, expected a folder for the runs of a study; choose another --out");
        if (options.TableOnly)
        {
            StudyTableView.Write(StudyTable.Of(plan, folder), options.Format, context.Console.Out);
            return ExitCode.Ok;
        }

        var placed = plan.WithRecipes(recipe => RecipeFiles.Place(recipe, recipe.Data.Layout.NeedsPath ? options.Data : null, options.Threads));
        CheckData(placed, options);
        if (Train(placed, folder, options, context) is not { } outcome)
            return ExitCode.Cancelled;
        var table = StudyTable.Of(plan, folder);
        StudyTableView.Save(table, folder);
        StudyTableView.Write(table, options.Format, context.Console.Out);
        foreach (var failure in outcome.Failures)
            context.Tell($"failed: {failure.Run.Title} ({failure.Run.Name}): {failure.Reason}");
        if (outcome.Left.Count > 0)
            context.Tell($"{Text.Count(outcome.Left.Count, "run")} of other shares {(outcome.Left.Count == 1 ? "is" : "are")} not done yet; what is chosen from them is run by the same command once they are");
        return outcome.Failures.Count > 0 ? ExitCode.Failure : ExitCode.Ok;
    }

    /// <summary>How it ended; null if it was stopped.</summary>
    private static StudyOutcome? Train(StudyPlan plan, string folder, StudyOptions options, CommandContext context)
    {
        var display = new ProgressDisplay(context.Console);
        try
        {
            display.Line($"study {plan.Study.Name}: {Text.Count(plan.Settings.Count, "setting")}, {Text.Count(plan.Study.Seeds.Count, "seed")}, in {folder}");
            var run = new StudyRunOptions
            {
                Shard = options.Share,
                Cache = options.Cache is null ? null : new FrameCache(options.Cache),
                Observer = new StudyDisplay(display, context.Console.Time),
                Time = context.Console.Time,
            };
            return new StudyRunner(plan, folder, run).Run(context.Cancellation);
        }
        catch (OperationCanceledException)
        {
            display.Line("Stopped; the checkpoint is saved. The same command goes on.");
            return null;
        }
        finally
        {
            display.Clear();
        }
    }

    /// <summary>The file that is meant: one of that path, or of that name among the studies.</summary>
    private static string PathOf(string study)
    {
        string named = Path.Combine(Folder, study + Extension);
        if (File.Exists(study) || study.EndsWith(Extension, StringComparison.Ordinal))
            return study;
        if (File.Exists(named))
            return named;
        string[] known = Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*" + Extension, SearchOption.AllDirectories).Select(NameOf).Order(StringComparer.Ordinal)] : [];
        throw new CommandException(ExitCode.Usage, $"got '{study}', expected the file of a study, or one in the folder '{Folder}'{(known.Length > 0 ? $": {string.Join(", ", known)}" : ", which holds none")}");
    }

    private static string NameOf(string file) => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/');

    /// <summary>Data that no run could find is said once, before anything starts.</summary>
    private static void CheckData(StudyPlan plan, StudyOptions options)
    {
        Recipe[] recipes = [.. plan.Settings.Select(s => s.Variants[0].Recipe)];
        if (options.Data is not null && Array.TrueForAll(recipes, r => !r.Data.Layout.NeedsPath))
            throw new CommandException(ExitCode.Usage, $"{options.Study} generates its recordings, so there is no --data to give");
        Array.ForEach(recipes, RecipeFiles.NeedData);
    }
}

using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;

namespace Saccade.Cli.Train;

/// <summary><c>saccade train</c>: runs a recipe.</summary>
internal static class TrainCommand
{
    public static ExitCode Run(TrainOptions options, CommandContext context)
    {
        var recipe = ReadRecipe(options);
        string folder = options.Out ?? (RunOf(options) is { } run ? run : options.Resume ? RunPlace.ToResume(recipe) : RunPlace.Free(recipe.Name));
        var display = new ProgressDisplay(context.Console);
        var training = new TrainingDisplay(display, context.Console.Time, recipe);
        display.Line($"run folder {folder}: recipe {recipe.Name}, seed {recipe.Seed}{(options.Resume ? ", going on" : "")}");

        try
        {
            var outcome = TrainingSession.Run(recipe, folder, Session(options, context, display, training), context.Cancellation);
            display.Clear();
            if (outcome.Result is null)
                return Stopped(options, folder, context);
            Show(options, outcome, context);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException and not FileNotFoundException || e is OperationCanceledException)
        {
            display.Clear();
            if (File.Exists(Path.Combine(folder, "checkpoints", "last.safetensors")))
                context.Tell($"The last checkpoint is unharmed. To go on from it: {ResumeCommand(options, folder)}");
            throw;
        }
        finally
        {
            display.Clear();
        }
    }

    private static Recipe ReadRecipe(TrainOptions options)
    {
        if (RunOf(options) is { } folder && !options.Resume)
            throw new CommandException(ExitCode.Usage, $"{folder} is a folder; give a recipe, or --resume to go on with the run in it");
        string path = RunOf(options) is { } run ? Path.Combine(run, "recipe.yaml") : options.Recipe;
        var recipe = Recipes.Read(path, options.Overrides);
        if (options.Data is not null && recipe.Data.Layout == DataLayout.Synthetic)
            throw new CommandException(ExitCode.Usage, $"{options.Recipe} generates its recordings (data.layout synthetic), so there is no --data to give");
        return recipe with
        {
            Threads = options.Threads ?? recipe.Threads,
            Data = recipe.Data with { Path = options.Data ?? recipe.Data.Path },
        };
    }

    /// <summary>The run folder, where one is named in place of a recipe.</summary>
    private static string? RunOf(TrainOptions options) => Directory.Exists(options.Recipe) ? options.Recipe : null;

    private static TrainingSessionOptions Session(TrainOptions options, CommandContext context, ProgressDisplay display, TrainingDisplay training) => new()
    {
        Mode = options.Resume ? RunFolderMode.Resume : RunFolderMode.Create,
        Cache = options.Cache is null ? null : new FrameCache(options.Cache),
        Preparing = new PreparationDisplay(display, context.Console.Time).Show,
        Prepared = data => Tell(data, display),
        Observer = training,
        Time = context.Console.Time,
    };

    private static void Tell(TrainingData data, ProgressDisplay display)
    {
        display.Line($"data {data.Location} ({data.Layout}): {Text.Count(data.Train.Count)} training, {Text.Count(data.Validation?.Count ?? 0)} validation, {Text.Count(data.Test?.Count ?? 0)} test recordings of {Text.Count(data.Train.Classes.Count, "class", "classes")}");
        foreach (string note in new[] { data.Train, data.Validation, data.Test }.OfType<PreparedFrames>().SelectMany(DataNotes.Of).Distinct())
            display.Line($"note: {note}");
    }

    private static ExitCode Stopped(TrainOptions options, string folder, CommandContext context)
    {
        context.Tell($"Stopped; a checkpoint is saved. To go on: {ResumeCommand(options, folder)}");
        return ExitCode.Cancelled;
    }

    private static string ResumeCommand(TrainOptions options, string folder)
    {
        string[] extra =
        [
            .. options.Cache is null ? Array.Empty<string>() : ["--cache", Text.Quote(options.Cache)],
            .. options.Threads is null ? Array.Empty<string>() : ["--threads", $"{options.Threads}"],
        ];
        return string.Join(' ', ["saccade train", Text.Quote(folder), "--resume", .. extra]);
    }

    private static void Show(TrainOptions options, TrainingOutcome outcome, CommandContext context)
    {
        if (options.Json)
            JsonOutput.Write(context.Console.Out, TrainSummary.Of(outcome));
        else
            TrainSummary.Write(context.Console.Out, outcome);
    }
}

using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Cli.Studies;
using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Files;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Ranks;
using Saccade.Training.Recipes;
using Saccade.Training.Runs;
using Saccade.Training.Studies;

namespace Saccade.Cli.Train;

/// <summary><c>saccade train</c>: runs a recipe.</summary>
internal static class TrainCommand
{
    /// <summary>Seconds that a rank may be silent.</summary>
    private const double UsualDeadline = 60;

    public static ExitCode Run(TrainOptions options, CommandContext context)
    {
        var environment = MpiEnvironment.Current();
        if (!environment.IsOneOfMany && options.Ranks is not > 1)
            return SweepOf(options) is { } sweep ? StudyCommand.Run(sweep, StudyOptionsOf(options), context) : Train(options, context, null);
        if (SweepOf(options) is not null)
            throw new CommandException(ExitCode.Usage, "got a key with several values, which makes a study, for several processes of one training; run the study by itself (saccade study), its processes share out the runs");
        if (!environment.IsOneOfMany)
            return RankLauncher.Run(options, options.Ranks!.Value, context);
        if (environment.Ranks is { } given && options.Ranks is { } asked && asked != given)
            throw new CommandException(ExitCode.Usage, $"got --ranks {asked} under a launcher that began {given} processes, expected one of the two");
        var placed = options with { Threads = options.Threads ?? Math.Max(1, Environment.ProcessorCount / environment.OnThisMachine) };
        return RankProcess.Run(environment, TimeSpan.FromSeconds(options.Deadline ?? UsualDeadline), context, (ranks, inner) => ranks is null or { IsFirst: true } ? Train(placed, inner, ranks) : Follow(placed, inner, ranks));
    }

    private static ExitCode Follow(TrainOptions options, CommandContext context, RankGroup ranks)
    {
        var session = new TrainingSessionOptions { Cache = CacheOf(options), Preparing = _ => ranks.Busy(), Time = context.Console.Time, Ranks = ranks };
        try
        {
            TrainingSession.Follow(session, recipe => RecipeFiles.Place(recipe, options.Data, options.Threads), kinds: null, context.Cancellation);
        }
        catch (OperationCanceledException)
        {
            // All stopped; the first process says so.
        }

        return ExitCode.Ok;
    }

    private static ExitCode Train(TrainOptions options, CommandContext context, RankGroup? ranks)
    {
        var recipe = ReadRecipe(options, context);
        string? given = options.Out ?? RunOf(options) ?? (options.Resume ? RunPlace.ToResume(recipe) : null);
        if (given is null || !TrainingSession.HoldsRun(given))
            RecipeFiles.NeedData(recipe);
        string folder = given ?? RunPlace.Reserve(recipe.Name);
        var display = new ProgressDisplay(context.Console);
        var training = new TrainingDisplay(display, context.Console.Time, recipe);
        bool isReady = false;
        void Ready(TrainingData data)
        {
            isReady = true;
            Tell(data, display);
        }

        string sharing = ranks is null ? "" : $", {ranks.Ranks} processes on {string.Join(", ", ranks.Machines.Distinct())}";
        string going = !options.Resume ? "" : TrainingSession.HoldsRun(folder) ? ", going on" : ", beginning: there is no run to go on with yet";
        display.Line($"run folder {folder}: recipe {recipe.Name}, seed {recipe.Seed}{sharing}{going}");

        try
        {
            var outcome = TrainingSession.Run(recipe, folder, Session(options, context, display, training, Ready) with { Ranks = ranks }, context.Cancellation);
            display.Clear();
            Show(options, outcome, context);
            return ExitCode.Ok;
        }
        catch (Exception e) when (!isReady && e is (IOException or UnauthorizedAccessException))
        {
            throw new CommandException(ExitCode.BadData, $"the data set cannot be read: {ErrorText.Of(e)}", e);
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) && HasCheckpoint(folder))
        {
            throw new CommandException(ExitCode.Failure, $"{ErrorText.Of(e)}{Environment.NewLine}The last checkpoint is whole. To go on from it: {ResumeCommand(options, folder)}", e);
        }
        catch (OperationCanceledException) when (HasCheckpoint(folder))
        {
            return Stopped(options, folder, context);
        }
        finally
        {
            display.Clear();
            if (given is null)
                RunPlace.Release(folder);
        }
    }

    /// <summary>The study that is asked for by a key with several values; null if there is none.</summary>
    private static StudyPlan? SweepOf(TrainOptions options) => !File.Exists(options.Recipe) ? null
        : StudyReader.OfSweep(options.Recipe, [.. options.Overrides], options.Test ? StudySplit.Test : StudySplit.Validation);

    private static StudyOptions StudyOptionsOf(TrainOptions options) => new()
    {
        Study = options.Recipe,
        Data = options.Data,
        Out = options.Out,
        Threads = options.Threads,
        Cache = options.Cache,
        Format = options.Json ? TableFormat.Json : TableFormat.Text,
    };

    private static Recipe ReadRecipe(TrainOptions options, CommandContext context)
    {
        if (RunOf(options) is { } folder && !options.Resume)
            throw new CommandException(ExitCode.Usage, $"{folder} is a folder; give a recipe, or --resume to go on with the run in it");
        if (RunOf(options) is { } none && !TrainingSession.HoldsRun(none))
            throw new CommandException(ExitCode.Usage, $"got {none} without a recipe.yaml, expected the folder of a run to go on with");
        string path = RunOf(options) is { } run ? Path.Combine(run, "recipe.yaml") : options.Recipe;
        var recipe = RecipeFiles.Read(path, options.Overrides, context);
        if (options.Data is not null && !recipe.Data.Layout.NeedsPath)
            throw new CommandException(ExitCode.Usage, $"{options.Recipe} generates its recordings (data.layout {recipe.Data.Layout}), so there is no --data to give");
        return RecipeFiles.Place(recipe, options.Data, options.Threads);
    }

    /// <summary>The run folder, where one is named in place of a recipe.</summary>
    private static string? RunOf(TrainOptions options) => Directory.Exists(options.Recipe) ? options.Recipe : null;

    private static TrainingSessionOptions Session(TrainOptions options, CommandContext context, ProgressDisplay display, TrainingDisplay training, Action<TrainingData> ready) => new()
    {
        // A retry loop gives the recipe and --resume from the start, and its first try may have died before there was a run.
        Mode = !options.Resume ? RunFolderMode.Create : RunOf(options) is null ? RunFolderMode.CreateOrResume : RunFolderMode.Resume,
        Test = options.Test,
        TensorBoard = options.TensorBoard,
        Cache = CacheOf(options),
        Preparing = new PreparationDisplay(display, context.Console.Time).Show,
        Prepared = ready,
        Observer = training,
        Time = context.Console.Time,
    };

    private static FrameCache? CacheOf(TrainOptions options) => options.Cache is null ? null : new FrameCache(options.Cache);

    private static void Tell(TrainingData data, ProgressDisplay display)
    {
        display.Line($"data {data.Location} ({data.Layout}): {Text.Count(data.Train.Count)} training, {Text.Count(data.Validation?.Count ?? 0)} validation, {Text.Count(data.TestCount)} test {(data.Train.Preparation.IsStill ? "images" : "recordings")} of {Text.Count(data.Train.Classes.Count, "class", "classes")}{(data.TestCount > 0 && data.Test is null ? "; the test part is not touched (--test tries the result on it)" : "")}");
        if (data.Compression != Compression.None)
            display.Line($"compression {data.Compression}");
        if (data.Sensors.Count > 1)
            display.Line($"note: recordings of {data.Sensors.Count} sensors: {string.Join(", ", data.Sensors.Select(s => $"{Text.Count(s.Recordings)} of {s.Sensor}"))}; all lie in the upper left of the largest, so that a network can tell them apart by that (frames.fit: recording makes each fill the frame)");
        foreach (string note in new[] { data.Train, data.Validation, data.Test }.OfType<PreparedFrames>().SelectMany(DataNotes.Of).Distinct())
            display.Line($"note: {note}");
    }

    private static ExitCode Stopped(TrainOptions options, string folder, CommandContext context)
    {
        context.Tell($"Stopped; the checkpoint is saved. To go on: {ResumeCommand(options, folder)}");
        return ExitCode.Cancelled;
    }

    private static bool HasCheckpoint(string folder) => File.Exists(Path.Combine(folder, "checkpoints", "last.safetensors"));

    private static string ResumeCommand(TrainOptions options, string folder)
    {
        string[] extra =
        [
            .. options.Cache is null ? Array.Empty<string>() : ["--cache", Text.Quote(Path.GetFullPath(options.Cache))],
            .. options.Threads is null ? Array.Empty<string>() : ["--threads", $"{options.Threads}"],
            .. options.Test ? ["--test"] : Array.Empty<string>(),
            .. options.Ranks is > 1 ? ["--ranks", $"{options.Ranks}"] : Array.Empty<string>(),
        ];
        return string.Join(' ', [CommandName.AsTyped, "train", Text.Quote(Path.GetFullPath(folder)), "--resume", .. extra]);
    }

    private static void Show(TrainOptions options, TrainingOutcome outcome, CommandContext context)
    {
        if (options.Json)
            JsonOutput.Write(context.Console.Out, TrainSummary.Of(outcome));
        else
            TrainSummary.Write(context.Console.Out, outcome);
    }
}

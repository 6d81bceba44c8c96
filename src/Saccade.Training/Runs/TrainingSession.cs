using Saccade.Events.Cache;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Kernels.Sparse;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Loops;
using Saccade.Training.Ranks;
using Saccade.Training.Recipes;
using Saccade.Training.Reports;
using Saccade.Training.RunLog;

namespace Saccade.Training.Runs;

/// <summary>
/// One run from recipe to model file: data, run folder, log, checkpoints, training, model and report. A run that was stopped
/// or killed goes on from its last checkpoint, and ends with the same bits as one that was not.
/// </summary>
public static class TrainingSession
{
    /// <summary>Values of all training frames from which on half a second of measuring the machine pays.</summary>
    private const long WorthMeasuring = 20_000_000;

    /// <summary>Runs a recipe, or goes on with it.</summary>
    /// <param name="recipe">What to do. <see cref="DataRecipe.Path"/> says where the data is, <see cref="Recipe.Threads"/> how many threads to use.</param>
    /// <param name="folder">The run folder; nothing is written there before the data is ready.</param>
    /// <param name="options">Mode, cache, observers; null for the defaults.</param>
    /// <param name="cancellation">Stops it after the current batch, with a checkpoint.</param>
    /// <exception cref="RecipeException">The recipe has problems.</exception>
    /// <exception cref="RunFolderException">The folder is in use, holds another run, or was trained on other data.</exception>
    /// <exception cref="DatasetException">The data set is not what the recipe needs.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="ModelFileException">The last checkpoint is damaged.</exception>
    /// <exception cref="TrainingDivergedException">A loss or gradient was not finite.</exception>
    /// <exception cref="RankFailedException">Another process of the training cannot go on.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; if training had begun, the folder has a checkpoint to go on from.</exception>
    /// <exception cref="IOException">A file cannot be read or written; checkpoints that were there are unchanged.</exception>
    public static TrainingOutcome Run(Recipe recipe, string folder, TrainingSessionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new TrainingSessionOptions();
        if (options is { Ranks: not null, Library: not null })
            throw new ArgumentException("got a library of phases for a run of several processes, expected one of the two", nameof(options));
        long start = options.Time.GetTimestamp();
        if (RecipeReader.Validate(recipe) is { Count: > 0 } problems)
            throw new RecipeException(problems);

        // A folder that cannot be used is reported before the data is read; a new one is made after.
        var run = options.Mode == RunFolderMode.Resume || HoldsRun(folder) ? RunFolder.Open(folder, recipe, options.Mode) : null;
        try
        {
            if (options.Ranks is { } ranks)
                new RankOrder(RecipeWriter.ToYaml(recipe), options.Test).Give(ranks);
            var data = Load(recipe, options, cancellation);
            options.Prepared?.Invoke(data);
            run ??= RunFolder.Open(folder, recipe, options.Mode);
            RunSplits.Keep(run, data);
            RecordingPicture.Save(run.Path, RecordingSketch.Of(data.Train));
            var result = Train(run, data, options, cancellation);
            return new TrainingOutcome(folder, recipe, data, result, options.Time.GetElapsedTime(start)) { ModelPath = run.ModelPath, ReportPath = run.ReportPath };
        }
        finally
        {
            run?.Dispose();
        }
    }

    /// <summary>Trains with the first of several processes, which has the run folder, until it ends or stops.</summary>
    /// <param name="options">How this process takes part; <see cref="TrainingSessionOptions.Ranks"/> is needed, and what is shown or stored is the first's.</param>
    /// <param name="place">The recipe of the first process with what belongs to this machine: where data lies, and threads.</param>
    /// <param name="kinds">What the names in it mean; null where all are of this library.</param>
    /// <param name="cancellation">Stops all processes after the current batch.</param>
    /// <returns>The result, the same as that of the first process.</returns>
    /// <exception cref="RankFailedException">Another process cannot go on.</exception>
    /// <exception cref="OperationCanceledException">Someone asked to stop.</exception>
    /// <exception cref="DatasetException">The data set is not what the recipe needs.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RunResult Follow(TrainingSessionOptions options, Func<Recipe, Recipe> place, RecipeKinds? kinds = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(place);
        var ranks = options.Ranks is { IsFirst: false } others ? others : throw new ArgumentException("got no other processes, or the first of them, expected one that follows", nameof(options));
        var order = RankOrder.Take(ranks);
        var recipe = place(RecipeReader.Read(order.Recipe, "the recipe of rank 0", [], kinds ?? RecipeKinds.Standard));
        var data = Load(recipe, options with { Test = order.Test }, cancellation);
        var last = RankOrder.TakeCheckpoint(ranks, data);
        using var engine = new Engine(recipe.Threads, Cost(recipe, data, options.Time), ranks.Exchange, recipe.Ranks);
        return new RecipeRunner(engine, recipe, data, new TrainingObservers([]), new FollowedRunStore(last), options.Time, ranks).Run(cancellation);
    }

    /// <summary>Whether a folder holds a run, finished or not.</summary>
    public static bool HoldsRun(string folder) => File.Exists(Path.Combine(folder, "recipe.yaml"));

    /// <summary>Whether the run in a folder is finished: its model is there.</summary>
    public static bool IsFinished(string folder) => HoldsRun(folder) && File.Exists(Path.Combine(folder, RunFolder.ModelName));

    private static TrainingData Load(Recipe recipe, TrainingSessionOptions options, CancellationToken cancellation) => TrainingData.Load(
        recipe,
        path: null,
        new PrepareOptions { Threads = recipe.Threads > 0 ? recipe.Threads : null, Cache = options.Cache, Progress = options.Preparing, Group = options.Ranks is { } ranks ? new RankPreparation(ranks) : null },
        options.Test,
        cancellation);

    private static RunResult Train(RunFolder run, TrainingData data, TrainingSessionOptions options, CancellationToken cancellation)
    {
        RunResult result;
        try
        {
            result = RunPhases(run, data, options, cancellation);
        }
        catch (OperationCanceledException)
        {
            Report(run);
            throw;
        }

        RunAnswers.Save(run.Path, data, result);
        ModelFile.Save(run.ModelPath, result.Network, ModelData.Card(run.Recipe, data, result.Positions, Metrics(result, LastConversion(run))), run.Recipe.Kinds.Networks);
        Report(run);
        return result;
    }

    private static RunResult RunPhases(RunFolder run, TrainingData data, TrainingSessionOptions options, CancellationToken cancellation)
    {
        var last = run.LoadLast();
        if (options.Ranks is { } ranks)
            RankOrder.GiveCheckpoint(ranks, data, last is null ? null : run.LastCheckpointPath);
        using var log = run.OpenLog(last?.Info, options.Time);
        using var engine = new Engine(run.Recipe.Threads, Cost(run.Recipe, data, options.Time), options.Ranks?.Exchange, run.Recipe.Ranks);
        using var board = options.TensorBoard ? TensorBoardLog.Create(run.Path, RunLogReader.Read(run.MetricsPath).Entries, options.Time) : null;
        var observer = new TrainingObservers([.. new[] { log, board, options.Observer }.OfType<ITrainingObserver>()]);
        return new RecipeRunner(engine, run.Recipe, data, observer, new FolderRunStore(run, log, last, options.Library), options.Time, options.Ranks).Run(cancellation);
    }

    private static void Report(RunFolder run) => new ReportBuilder(run.Recipe.Name).Add(ReportRun.Load(run.Path, run.Recipe.Name)).Save(run.ReportPath);

    /// <summary>What the paths of convolutions cost here, measured if there is enough work for it.</summary>
    private static ConvolutionCost Cost(Recipe recipe, TrainingData data, TimeProvider time)
        => (long)data.Train.Count * recipe.Frames.Count * recipe.Frames.Height * recipe.Frames.Width < WorthMeasuring ? ConvolutionCost.Usual : ConvolutionCost.Measure(time);

    /// <summary>The conversion that made the network, from the log: it may have been before the run was stopped.</summary>
    private static ConversionDone? LastConversion(RunFolder run)
        => RunLogReader.Read(run.MetricsPath).Of<ConversionDone>().LastOrDefault(conversion => conversion.Phase == run.Recipe.Phases[^1].Name);

    private static SortedDictionary<string, IReadOnlyList<double>> Metrics(RunResult result, ConversionDone? conversion)
    {
        var metrics = new SortedDictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        foreach (var (split, evaluation) in new[] { ("validation", result.Validation), ("test", result.Test) })
        {
            if (evaluation is null)
                continue;
            metrics[$"{split}.samples"] = [evaluation.Samples];
            metrics[$"{split}.loss"] = [evaluation.Loss];
            metrics[$"{split}.accuracy-by-steps"] = evaluation.AccuracyBySteps;
            if (evaluation.MeanFiringRate is { } rate)
                metrics[$"{split}.mean-firing-rate"] = [rate];
        }

        foreach (var (name, values) in ConversionMetrics.Of(conversion))
            metrics[name] = values;
        return metrics;
    }
}

using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Recognition;
using Saccade.Schema;
using Saccade.Tensors.Engines;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;

namespace Saccade.Cli.Eval;

/// <summary>Options of <c>saccade eval</c>.</summary>
internal sealed record EvalOptions : ICommandOptions
{
    public static readonly IReadOnlyList<string> Splits = ["test", "train", "validation", "all"];

    public required string Model { get; init; }

    public required string Data { get; init; }

    public string? Split { get; init; }

    /// <summary>What an early exit looks at; null for no early exit.</summary>
    public ExitScore? Exit { get; init; }

    /// <summary>Its threshold; null for a curve over several.</summary>
    public double? Threshold { get; init; }

    public int? Threads { get; init; }

    public string? Cache { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Split is not null && !Splits.Contains(Split))
            yield return $"--split {Split}: expected one of {string.Join(", ", Splits)}";
        if (Threshold is not null && Exit is null)
            yield return "--threshold: expected --exit with it, which says what is compared with the threshold";
        if (Threshold is { } threshold && Exit is ExitScore.Patience && !(threshold >= 1 && double.IsInteger(threshold)))
            yield return $"--threshold {Text.Number(threshold)}: expected a whole number of steps from 1, as --exit patience counts them";
        if (Threshold is { } share && Exit is not ExitScore.Patience && share is not (>= 0 and <= 1))
            yield return $"--threshold {Text.Number(share)}: expected a number from 0 to 1";
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}

/// <summary><c>saccade eval</c>: tries a model on recordings.</summary>
internal static class EvalCommand
{
    public static ExitCode Run(EvalOptions options, CommandContext context)
    {
        long start = context.Console.Time.GetTimestamp();
        var (network, card) = Models.Load(options.Model);
        using var catalog = DataSets.Open(options.Data, card, context.Cancellation);
        var split = EvaluationSplit.Choose(catalog, card, options.Split);
        if (split.IncludesTraining)
            context.Tell($"note: the model learned from recordings of '{split.Name}', so this is no measure of how it does on new ones");

        var display = new ProgressDisplay(context.Console);
        using var engine = new Engine(options.Threads ?? 0);
        var prepare = new PrepareOptions
        {
            Threads = options.Threads,
            Cache = options.Cache is null ? null : new FrameCache(options.Cache),
            Progress = new PreparationDisplay(display, context.Console.Time).Show,
        };
        var evaluation = ModelEvaluation.Run(engine, network, card, split, prepare, context.Cancellation);
        display.Clear();
        foreach (string note in DataNotes.Of(evaluation.Frames))
            context.Tell($"note: {note}");

        if (options.Exit is not null && network.Description.Layers.ProblemOver(card.Preprocessing.Positions.Count, inPieces: true) is { } problem)
            context.Tell($"note: {problem}, so a decision after fewer steps has seen the later frames too: such exits save nothing");

        var result = EvalResult.Of(options, catalog.Name, card, evaluation, context.Console.Time.GetElapsedTime(start));
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(EvalResult result, TextWriter writer)
    {
        writer.WriteLine($"{result.Model} on {result.Data} ({result.Layout}), split {result.Split}: {Text.Count(result.Samples, "recording")}");
        writer.WriteLine();
        new TextTable(["time steps", .. result.AccuracyBySteps.Select((_, t) => $"{t + 1}")])
            .Add(["accuracy", .. result.AccuracyBySteps.Select(Text.Percent)])
            .Add(["95 % interval", .. result.AccuracyIntervals.Select(Range)])
            .Add(["calibration error", .. result.CalibrationErrorBySteps.Select(Text.Percent)])
            .Add(["true class, alone", .. result.Outputs.Select(o => Text.Percent(o.TrueProbability))])
            .Add(result.MillisecondsBySteps.Count == 0 ? [] : ["events seen, ms", .. result.MillisecondsBySteps.Select(ms => Text.Number(ms, "0.0"))])
            .Write(writer);
        writer.WriteLine();

        if (result.EarlyExits is { } exits)
            WriteExits(exits, writer);
        var classes = new TextTable("class", "recordings", "accuracy", "95 % interval", "<mostly taken for");
        foreach (var (label, k) in result.AccuracyByClass.Select((c, k) => (c, k)))
            classes.Add(label.Label, Text.Count(label.Samples), Text.Percent(label.Accuracy), label.Samples == 0 ? "-" : Range(label.Interval), Confused(result, k));
        classes.Write(writer);
        writer.WriteLine();

        new Fields()
            .Add("loss", Text.Number(result.Loss, "0.0000"))
            .Add("firing rate", result.MeanFiringRate is { } rate ? $"{Text.Percent(rate)} of neurons at a step" : null)
            .Add("  by layer", result.FiringRates.Count > 0 ? string.Join(", ", result.FiringRates.Select(r => $"{r.Layer}: {Text.Percent(r.Rate)}")) : null)
            .Add("time", Text.Duration(TimeSpan.FromSeconds(result.Seconds)))
            .Write(writer);
    }

    private static string Range(Interval interval) => $"{Text.Number(100 * interval.Low, "0.0")} to {Text.Number(100 * interval.High, "0.0")}";

    private static void WriteExits(IReadOnlyList<EarlyExitView> exits, TextWriter writer)
    {
        var first = exits[0];
        string rule = $"stops by {KebabCase.Of(first.Score.ToString())} {first.Score switch { ExitScore.Entropy => "below", ExitScore.Patience => "of steps", _ => "above" }}";
        var table = new TextTable(rule, "mean steps", "accuracy", $"<recordings after 1 to {first.ExitsBySteps.Count} steps");
        foreach (var exit in exits)
            table.Add(Text.Number(exit.Threshold), Text.Number(exit.MeanSteps, "0.00"), Text.Percent(exit.Accuracy), string.Join(' ', exit.ExitsBySteps.Select(count => Text.Count(count))));
        table.Write(writer);
        writer.WriteLine();
    }

    /// <summary>The wrong class that a class is most often taken for.</summary>
    private static string Confused(EvalResult result, int label)
    {
        var worst = result.Confusion[label].Select((count, decision) => (count, decision)).Where(x => x.decision != label).MaxBy(x => x.count);
        return worst.count == 0 ? "" : $"{result.Labels[worst.decision]} ({Text.Count(worst.count)})";
    }
}

/// <summary>The result of <c>saccade eval</c> for programs.</summary>
internal sealed record EvalResult(
    string Model,
    string Data,
    string Layout,
    string Split,
    string SplitHash,
    bool IncludesTrainingRecordings,
    int Samples,
    double Accuracy,
    IReadOnlyList<double> AccuracyBySteps,
    IReadOnlyList<Interval> AccuracyIntervals,
    IReadOnlyList<double> CalibrationErrorBySteps,
    IReadOnlyList<double> MillisecondsBySteps,
    IReadOnlyList<StepOutput> Outputs,
    double Loss,
    double? MeanFiringRate,
    IReadOnlyList<LayerRate> FiringRates,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ClassAccuracy> AccuracyByClass,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    IReadOnlyList<EarlyExitView>? EarlyExits,
    double Seconds)
{
    public static EvalResult Of(EvalOptions options, string layout, ModelCard card, ModelEvaluation evaluation, TimeSpan elapsed)
    {
        var (split, result) = (evaluation.Split, evaluation.Result);
        return new EvalResult(
            options.Model, options.Data, layout, split.Name, split.Set.Hash, split.IncludesTraining, result.Samples, result.Accuracy, result.AccuracyBySteps,
            result.AccuracyIntervals, result.CalibrationErrorBySteps, result.MillisecondsBySteps, result.Outputs, result.Loss,
            result.MeanFiringRate, [.. result.FiringRates.Select(r => new LayerRate(r.Layer, r.Rate))], card.Labels,
            [.. card.Labels.Select((label, k) => new ClassAccuracy(label, result.Confusion[k].Sum(), result.AccuracyByClass[k], result.IntervalByClass[k]))], result.Confusion, ExitsOf(options, result), elapsed.TotalSeconds);
    }

    private static IReadOnlyList<EarlyExitView>? ExitsOf(EvalOptions options, Evaluation evaluation) => options.Exit is { } score
        ? [.. (options.Threshold is { } threshold ? [new EarlyExit(score, threshold)] : EarlyExit.Curve(score)).Select(rule => EarlyExitView.Of(rule.Of(evaluation)))]
        : null;
}

/// <summary>What an early exit comes to.</summary>
internal sealed record EarlyExitView(ExitScore Score, double Threshold, double Accuracy, double MeanSteps, IReadOnlyList<int> ExitsBySteps)
{
    public static EarlyExitView Of(EarlyExitResult result) => new(result.Rule.Score, result.Rule.Threshold, result.Accuracy, result.MeanSteps, result.ExitsBySteps);
}

/// <summary>How well one class is recognised.</summary>
internal sealed record ClassAccuracy(string Label, int Samples, double Accuracy, Interval Interval);

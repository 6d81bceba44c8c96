using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Tensors.Engines;
using Saccade.Training.Runs;

namespace Saccade.Cli.Eval;

/// <summary><c>saccade eval</c>: tries a model on recordings.</summary>
internal static class EvalCommand
{
    public static ExitCode Run(EvalOptions options, CommandContext context)
    {
        long start = context.Console.Time.GetTimestamp();
        var (network, card) = Models.Load(options.Model);
        using var catalog = DataSets.Open(options.Data, context.Cancellation);
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
            .Write(writer);
        writer.WriteLine();

        var classes = new TextTable("class", "recordings", "accuracy", "<mostly taken for");
        foreach (var (label, k) in result.AccuracyByClass.Select((c, k) => (c, k)))
            classes.Add(label.Label, Text.Count(label.Samples), Text.Percent(label.Accuracy), Confused(result, k));
        classes.Write(writer);
        writer.WriteLine();

        new Fields()
            .Add("loss", Text.Number(result.Loss, "0.0000"))
            .Add("firing rate", result.MeanFiringRate is { } rate ? $"{Text.Percent(rate)} of neurons at a step" : null)
            .Add("  by layer", result.FiringRates.Count > 0 ? string.Join(", ", result.FiringRates.Select(r => $"{r.Layer}: {Text.Percent(r.Rate)}")) : null)
            .Add("time", Text.Duration(TimeSpan.FromSeconds(result.Seconds)))
            .Write(writer);
    }

    /// <summary>The wrong class that a class is most often taken for.</summary>
    private static string Confused(EvalResult result, int label)
    {
        var worst = result.Confusion[label].Select((count, decision) => (count, decision)).Where(x => x.decision != label).MaxBy(x => x.count);
        return worst.count == 0 ? "" : $"{result.Labels[worst.decision]} ({Text.Count(worst.count)})";
    }
}

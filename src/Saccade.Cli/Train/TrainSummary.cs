using Saccade.Cli.Output;
using Saccade.Recognition;
using Saccade.Training.Runs;

namespace Saccade.Cli.Train;

/// <summary>How a run went, in a few lines or as JSON.</summary>
internal sealed record TrainSummary(
    string Recipe, ulong Seed, string RunFolder, string Model, string Report, long Parameters, double Seconds, EvaluationSummary? Validation, EvaluationSummary? Test, bool TestChoseTheEpoch)
{
    public static TrainSummary Of(TrainingOutcome outcome)
    {
        var result = outcome.Result;
        return new TrainSummary(
            outcome.Recipe.Name, outcome.Recipe.Seed, outcome.Folder, outcome.ModelPath, outcome.ReportPath, result.Network.TrainableCount, outcome.Elapsed.TotalSeconds,
            EvaluationSummary.Of(result.Validation), EvaluationSummary.Of(result.Test), result.ChoseByTest);
    }

    public static void Write(TextWriter writer, TrainingOutcome outcome)
    {
        var result = outcome.Result;
        var table = new TextTable(["accuracy", "samples", .. Enumerable.Range(1, result.Positions.Count).Select(t => $"T={t}")]);
        Add(table, "validation", result.Validation);
        Add(table, result.ChoseByTest ? "test (which chose the epoch)" : "test", result.Test);
        if (result.Validation is not null || result.Test is not null)
        {
            table.Write(writer);
            writer.WriteLine();
        }

        double? rates = (result.Test ?? result.Validation)?.MeanFiringRate;
        new Fields()
            .Add("firing rate", rates is { } rate ? $"{Text.Percent(rate)} of neurons at a step" : null)
            .Add("parameters", Text.Count(result.Network.TrainableCount))
            .Add("time", Text.Duration(outcome.Elapsed))
            .Add("model", outcome.ModelPath)
            .Add("report", outcome.ReportPath)
            .Write(writer);
    }

    private static void Add(TextTable table, string name, Evaluation? evaluation)
    {
        if (evaluation is not null)
            table.Add([name, Text.Count(evaluation.Samples), .. evaluation.AccuracyBySteps.Select(Text.Percent)]);
    }
}

/// <summary>An evaluation in brief.</summary>
internal sealed record EvaluationSummary(int Samples, double Accuracy, IReadOnlyList<double> AccuracyBySteps, double Loss, double? MeanFiringRate)
{
    public static EvaluationSummary? Of(Evaluation? e) => e is null ? null : new EvaluationSummary(e.Samples, e.Accuracy, e.AccuracyBySteps, e.Loss, e.MeanFiringRate);
}

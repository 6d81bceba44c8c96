using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;

namespace Saccade.Cli.Eval;

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
    double Loss,
    double? MeanFiringRate,
    IReadOnlyList<LayerRate> FiringRates,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ClassAccuracy> AccuracyByClass,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    double Seconds)
{
    public static EvalResult Of(EvalOptions options, string layout, ModelCard card, ModelEvaluation evaluation, TimeSpan elapsed)
    {
        var (split, result) = (evaluation.Split, evaluation.Result);
        return new EvalResult(
            options.Model, options.Data, layout, split.Name, split.Set.Hash, split.IncludesTraining, result.Samples, result.Accuracy, result.AccuracyBySteps, result.Loss,
            result.MeanFiringRate, [.. result.FiringRates.Select(r => new LayerRate(r.Layer, r.Rate))], card.Labels,
            [.. card.Labels.Select((label, k) => new ClassAccuracy(label, result.Confusion[k].Sum(), result.AccuracyByClass[k]))], result.Confusion, elapsed.TotalSeconds);
    }
}

/// <summary>How well one class is recognised.</summary>
internal sealed record ClassAccuracy(string Label, int Samples, double Accuracy);

using Saccade.Cli.Eval;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Schema;
using Saccade.Tensors.Engines;
using Saccade.Training.Runs;

namespace Saccade.Cli.Calibrate;

/// <summary>Options of <c>saccade calibrate</c>.</summary>
internal sealed record CalibrateOptions : ICommandOptions
{
    public required string Model { get; init; }

    public required string Data { get; init; }

    public string Split { get; init; } = "validation";

    public ExitScore Exit { get; init; }

    public double? Loss { get; init; }

    public double? Accuracy { get; init; }

    public double? MeanSteps { get; init; }

    public bool Test { get; init; }

    public int? Threads { get; init; }

    public string? Cache { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (!EvalOptions.Splits.Contains(Split))
            yield return $"--split {Split}: expected one of {string.Join(", ", EvalOptions.Splits)}";
        if (new[] { Loss, Accuracy, MeanSteps }.Count(wish => wish is not null) != 1)
            yield return "--loss, --accuracy and --mean-steps: expected one of them, which says what is wanted";
        if (Loss is { } loss && !(loss >= 0 && loss <= 100))
            yield return $"--loss {Text.Number(loss)}: expected points from 0 to 100";
        if (Accuracy is { } accuracy && accuracy is not (>= 0 and <= 1))
            yield return $"--accuracy {Text.Number(accuracy)}: expected a share from 0 to 1";
        if (MeanSteps is { } steps && !(steps >= 1 && double.IsFinite(steps)))
            yield return $"--mean-steps {Text.Number(steps)}: expected a number from 1";
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}

/// <summary><c>saccade calibrate</c>: chooses the threshold of an early exit on recordings that the model did not learn from.</summary>
internal static class CalibrateCommand
{
    public static ExitCode Run(CalibrateOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        if (network.Description.Layers.ProblemOver(card.Preprocessing.Positions.Count, inPieces: true) is { } problem)
            throw new CommandException(ExitCode.BadModel, $"{options.Model}: {problem}, so exits save nothing");
        var chosenOn = Evaluate(network, card, options, options.Split, context);
        double wanted = options.Accuracy ?? (chosenOn.Result.Accuracy - ((options.Loss ?? 0) / 100));
        var chosen = options.MeanSteps is { } steps
            ? ExitCalibration.ForMeanSteps(chosenOn.Result, options.Exit, steps)
            : ExitCalibration.ForAccuracy(chosenOn.Result, options.Exit, wanted);
        if (chosen is null)
        {
            throw new CommandException(
                ExitCode.Failure, $"no threshold has an accuracy of {Text.Percent(wanted)} on '{options.Split}'; with all {card.Preprocessing.Positions.Count} steps it is {Text.Percent(chosenOn.Result.Accuracy)}");
        }

        var result = CalibrateResult.Of(options, chosenOn, chosen, options.Test ? Evaluate(network, card, options, "test", context) : null);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static ModelEvaluation Evaluate(Network network, ModelCard card, CalibrateOptions options, string part, CommandContext context)
    {
        using var catalog = DataSets.Open(options.Data, card, context.Cancellation);
        var split = EvaluationSplit.Choose(catalog, card, part);
        if (split.IncludesTraining)
            context.Tell($"note: the model learned from recordings of '{split.Name}'; on those it is surer than on new ones, so the threshold stops too early");
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
        return evaluation;
    }

    private static void Write(CalibrateResult result, TextWriter writer)
    {
        string exit = KebabCase.Of(result.Exit.ToString());
        writer.WriteLine($"{result.Model}: --exit {exit} --threshold {Text.Number(result.Threshold, "0.####")}");
        writer.WriteLine();
        var table = new TextTable("split", "recordings", "accuracy, all steps", "with the exit", "95 % interval", "mean steps", $"<recordings after 1 to {result.Chosen.ExitsBySteps.Count} steps");
        foreach (var part in new[] { result.Chosen, result.Test }.OfType<CalibratedPart>())
            table.Add(part.Split, Text.Count(part.Samples), Text.Percent(part.FullAccuracy), Text.Percent(part.Accuracy), $"{Text.Number(100 * part.Interval.Low, "0.0")} to {Text.Number(100 * part.Interval.High, "0.0")}", Text.Number(part.MeanSteps, "0.00"), string.Join(' ', part.ExitsBySteps.Select(count => Text.Count(count))));
        table.Write(writer);
    }
}

/// <summary>The result of <c>saccade calibrate</c> for programs.</summary>
internal sealed record CalibrateResult(string Model, string Data, ExitScore Exit, double Threshold, CalibratedPart Chosen, CalibratedPart? Test)
{
    public static CalibrateResult Of(CalibrateOptions options, ModelEvaluation chosenOn, EarlyExitResult chosen, ModelEvaluation? test) => new(
        options.Model, options.Data, options.Exit, chosen.Rule.Threshold, CalibratedPart.Of(chosenOn, chosen), test is null ? null : CalibratedPart.Of(test, chosen.Rule.Of(test.Result)));
}

/// <summary>What the exit comes to on a part of the data.</summary>
internal sealed record CalibratedPart(string Split, int Samples, double FullAccuracy, double Accuracy, Interval Interval, double MeanSteps, IReadOnlyList<int> ExitsBySteps)
{
    public static CalibratedPart Of(ModelEvaluation evaluation, EarlyExitResult exit)
        => new(evaluation.Split.Name, evaluation.Result.Samples, evaluation.Result.Accuracy, exit.Accuracy, Interval.Wilson((int)Math.Round(exit.Accuracy * evaluation.Result.Samples), evaluation.Result.Samples), exit.MeanSteps, exit.ExitsBySteps);
}

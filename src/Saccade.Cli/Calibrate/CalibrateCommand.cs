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
    public const double UsualSlack = 1;

    public required string Model { get; init; }

    public required string Data { get; init; }

    public string Split { get; init; } = "validation";

    public ExitScore Exit { get; init; }

    public double? Loss { get; init; }

    public double? Accuracy { get; init; }

    public double? MeanSteps { get; init; }

    public double Slack { get; init; } = UsualSlack;

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
        if (!(Slack >= 0 && Slack <= 100))
            yield return $"--slack {Text.Number(Slack)}: expected points from 0 to 100";
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
        var chosen = Choose(chosenOn.Result, options) ?? throw new CommandException(ExitCode.Failure, Refusal(chosenOn, options, card.Preprocessing.Positions.Count));
        var result = CalibrateResult.Of(options, chosenOn, chosen, options.Test ? Evaluate(network, card, options, "test", context) : null);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static EarlyExitResult? Choose(Evaluation evaluation, CalibrateOptions options) => options switch
    {
        { MeanSteps: { } steps } => ExitCalibration.ForMeanSteps(evaluation, options.Exit, steps),
        { Accuracy: { } accuracy } => ExitCalibration.ForAccuracy(evaluation, options.Exit, accuracy, options.Slack / 100),
        _ => ExitCalibration.ForLoss(evaluation, options.Exit, options.Loss!.Value / 100, options.Slack / 100),
    };

    private static string Refusal(ModelEvaluation on, CalibrateOptions options, int steps)
    {
        string part = $"the {Text.Count(on.Result.Samples, "recording")} of '{on.Split.Name}'";
        if (options.MeanSteps is { } mean)
            return $"no threshold needs {Text.Number(mean)} steps on average on {part}";
        if (options.Accuracy is { } accuracy)
            return $"no threshold that saves steps is sure to have an accuracy of {Text.Percent(accuracy - (options.Slack / 100))} on recordings that are not among {part}; with all {steps} steps it is {Text.Percent(on.Result.Accuracy)} on these. Choose on more of them, or allow more --slack";
        double most = options.Loss!.Value + options.Slack;
        string problem = $"no threshold that saves steps is sure to lose at most {Text.Number(most)} points (--loss and --slack) on recordings that are not among {part}";
        return most > 0 && ExitCalibration.SamplesNeeded(Math.Min(1, most / 100)) is var needed && needed > on.Result.Samples
            ? $"{problem}: that takes {Text.Count(needed)} at least, and more where some are lost. Choose on more of them, or allow more --slack"
            : $"{problem}. Choose on more of them, or allow more --slack";
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
        var table = new TextTable("split", "recordings", "accuracy, all steps", "with the exit", "95 % interval", "loses at most", "mean steps", $"<recordings after 1 to {result.Chosen.ExitsBySteps.Count} steps");
        foreach (var part in new[] { result.Chosen, result.Test }.OfType<CalibratedPart>())
            table.Add(part.Split, Text.Count(part.Samples), Text.Percent(part.FullAccuracy), Text.Percent(part.Accuracy), $"{Text.Number(100 * part.Interval.Low, "0.0")} to {Text.Number(100 * part.Interval.High, "0.0")}", $"{Text.Number(100 * part.MostLoss, "0.0")} points", Text.Number(part.MeanSteps, "0.00"), string.Join(' ', part.ExitsBySteps.Select(count => Text.Count(count))));
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
internal sealed record CalibratedPart(string Split, int Samples, double FullAccuracy, double Accuracy, Interval Interval, double MostLoss, double MeanSteps, IReadOnlyList<int> ExitsBySteps)
{
    public static CalibratedPart Of(ModelEvaluation evaluation, EarlyExitResult exit)
        => new(evaluation.Split.Name, evaluation.Result.Samples, evaluation.Result.Accuracy, exit.Accuracy, Interval.Wilson((int)Math.Round(exit.Accuracy * evaluation.Result.Samples), evaluation.Result.Samples), exit.MostLoss, exit.MeanSteps, exit.ExitsBySteps);
}

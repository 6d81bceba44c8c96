using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Cli.Train;
using Saccade.Recognition;
using Saccade.Training.Reports;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;

namespace Saccade.Cli.Demo;

/// <summary><c>saccade demo</c>: three ways to train a spiking network, compared on generated recordings.</summary>
internal static class DemoCommand
{
    public static ExitCode Run(DemoOptions options, CommandContext context)
    {
        long start = context.Console.Time.GetTimestamp();
        string folder = options.Out ?? RunPlace.Reserve("demo");
        if (options.Out is not null && DemoRecipes.All.Any(r => TrainingSession.HoldsRun(Path.Combine(folder, r.Name))))
            throw new CommandException(ExitCode.Usage, $"'{folder}' holds a demo already; choose another --out");

        var display = new ProgressDisplay(context.Console);
        try
        {
            var data = DemoData.Make(DemoRecipes.Read(DemoRecipes.All[0].Name, options), folder, options, display, context);
            var trained = DemoRecipes.All.Select((_, i) => Train(i, folder, data, options, display, context)).ToList();
            var result = Conclude(folder, data, trained, options) with { Seconds = context.Console.Time.GetElapsedTime(start).TotalSeconds };
            if (options.Json)
                JsonOutput.Write(context.Console.Out, result);
            else
                DemoView.Write(result, options.Picture, context.Console.Out);
            return ExitCode.Ok;
        }
        finally
        {
            display.Clear();
        }
    }

    private static (DemoRun Run, Evaluation Test) Train(int index, string place, DemoData data, DemoOptions options, ProgressDisplay display, CommandContext context)
    {
        var (name, title) = DemoRecipes.All[index];
        string folder = Path.Combine(place, name);
        var recipe = data.Use(DemoRecipes.Read(name, options));
        display.Line($"{index + 1} of {DemoRecipes.All.Count}  {title}");
        var session = new TrainingSessionOptions { Test = true, Observer = new DemoDisplay(display, context.Console.Time, recipe), Time = context.Console.Time };
        var outcome = TrainingSession.Run(recipe, folder, session, context.Cancellation);
        var result = outcome.Result;
        var run = new DemoRun(
            name, title, folder, outcome.ModelPath, result.Network.TrainableCount, recipe.Phases.Sum(p => p.Epochs), outcome.Elapsed.TotalSeconds,
            EvaluationSummary.Of(result.Validation), EvaluationSummary.Of(result.Test));
        return (run, result.Test!);
    }

    private static DemoResult Conclude(string folder, DemoData data, List<(DemoRun Run, Evaluation Test)> trained, DemoOptions options)
    {
        string report = Path.Combine(folder, "report.html");
        var logs = trained.Select(t => ReportRun.Load(t.Run.RunFolder, t.Run.Title)).ToList();
        var runs = trained.Select(t => t.Run).ToList();
        double? teacher = logs[0].Log.Of<PhaseEnded>().FirstOrDefault(e => e.Phase == DemoRecipes.TeacherPhase)?.KeptAccuracy;
        var comparisons = trained.Skip(1).SelectMany(other => DemoComparison.Of(trained[0].Test, other.Run.Name, other.Test)).ToList();
        string verdict = DemoVerdict.Of(trained[0].Test.Samples, teacher, runs, comparisons);
        var page = logs.Aggregate(new ReportBuilder("Saccade demo").Conclude(verdict), (builder, log) => builder.Add(log));
        if (DemoVerdict.Evidence(trained[0].Test.Samples, runs, comparisons) is { } evidence)
            page.Conclude(evidence);
        page.Save(report);
        return new DemoResult(
            folder, options.Picture.Name, data.Store, data.Examples, report, Seconds: 0, runs, teacher, PairedComparison.Level, comparisons, verdict, Next(runs[0], data, options));
    }

    /// <summary>Commands that work as they stand, from the folder in which the demo was started.</summary>
    private static IReadOnlyList<string> Next(DemoRun distilled, DemoData data, DemoOptions options)
    {
        string shortest = data.Examples.MinBy(path => path.Length)!;
        string saccade = CommandName.AsTyped, example = Text.Quote(shortest), model = Text.Quote(distilled.RunFolder);
        return
        [
            $"{saccade} predict {example} -m {model} --steps",
            $"{saccade} eval -m {model} -d {Text.Quote(data.Store)}",
            $"{saccade} events render {example} {Text.Quote(Path.Combine(Path.GetDirectoryName(distilled.RunFolder)!, "clip.png"))}",
            options.Motion ? $"{saccade} demo" : $"{saccade} demo --motion",
        ];
    }
}

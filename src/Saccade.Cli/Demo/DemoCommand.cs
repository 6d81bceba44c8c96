using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Cli.Train;
using Saccade.Training.Data;
using Saccade.Training.Reports;
using Saccade.Training.Runs;

namespace Saccade.Cli.Demo;

/// <summary><c>saccade demo</c>: two ways to train a spiking network, compared on generated recordings.</summary>
internal static class DemoCommand
{
    public static ExitCode Run(DemoOptions options, CommandContext context)
    {
        long start = context.Console.Time.GetTimestamp();
        string folder = options.Out ?? RunPlace.Reserve("demo");
        if (options.Out is not null && DemoRecipes.All.Any(r => TrainingSession.HoldsRun(Path.Combine(folder, r.Name))))
            throw new CommandException(ExitCode.Usage, $"'{folder}' holds a demo already; choose another --out");

        var runs = new List<DemoRun>();
        foreach (var (name, title) in DemoRecipes.All)
            runs.Add(Train(name, title, Path.Combine(folder, name), options, context));

        string report = Path.Combine(folder, "report.html");
        var page = new ReportBuilder("Saccade demo");
        foreach (var run in runs)
            page.Add(ReportRun.Load(run.RunFolder, run.Title));
        page.Save(report);

        var result = new DemoResult(folder, report, context.Console.Time.GetElapsedTime(start).TotalSeconds, runs);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static DemoRun Train(string name, string title, string folder, DemoOptions options, CommandContext context)
    {
        var recipe = DemoRecipes.Read(name, options);
        var display = new ProgressDisplay(context.Console);
        display.Line($"{title}: {folder}");
        var session = new TrainingSessionOptions
        {
            Test = true,
            Preparing = new PreparationDisplay(display, context.Console.Time).Show,
            Prepared = data => display.Line(Describe(data)),
            Observer = new TrainingDisplay(display, context.Console.Time, recipe),
            Time = context.Console.Time,
        };
        try
        {
            var outcome = TrainingSession.Run(recipe, folder, session, context.Cancellation);
            var result = outcome.Result;
            return new DemoRun(name, title, folder, outcome.ModelPath, result.Network.TrainableCount, outcome.Elapsed.TotalSeconds, EvaluationSummary.Of(result.Validation), EvaluationSummary.Of(result.Test));
        }
        finally
        {
            display.Clear();
        }
    }

    private static string Describe(TrainingData data)
        => $"generated {Text.Count(data.Train.Count)} training, {Text.Count(data.Validation?.Count ?? 0)} validation and {Text.Count(data.TestCount)} test recordings of {data.Train.Classes.Count} moving shapes";

    private static void Write(DemoResult result, TextWriter writer)
    {
        var tests = result.Runs.Select(run => (run.Title, Test: run.Test!)).ToList();
        writer.WriteLine($"Accuracy on {Text.Count(tests[0].Test.Samples)} test recordings after each time step T:");
        writer.WriteLine();
        var table = new TextTable(["", .. tests[0].Test.AccuracyBySteps.Select((_, t) => $"T={t + 1}"), "firing rate"]);
        foreach (var (title, test) in tests)
            table.Add([title, .. test.AccuracyBySteps.Select(Text.Percent), test.MeanFiringRate is { } rate ? Text.Percent(rate) : "-"]);
        table.Write(writer);
        writer.WriteLine();
        writer.WriteLine("Both decide from the same frames and were trained for as many epochs in all; the distilled one learned from the frames");
        writer.WriteLine("between them first. This shows how to compare two methods on one's own data; it does not rank them.");
        writer.WriteLine();
        var fields = new Fields();
        foreach (var run in result.Runs)
            fields.Add(run.Title, run.Model);
        fields
            .Add("report", result.Report)
            .Add("time", Text.Duration(TimeSpan.FromSeconds(result.Seconds)))
            .Add("next", $"saccade model info {Text.Quote(result.Runs[0].Model)}")
            .Write(writer);
    }
}

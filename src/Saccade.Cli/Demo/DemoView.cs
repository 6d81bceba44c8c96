using Saccade.Cli.Output;
using Saccade.Recognition;

namespace Saccade.Cli.Demo;

/// <summary>The result of <c>saccade demo</c> for people, in at most 80 columns but for long paths.</summary>
internal static class DemoView
{
    private const int Columns = 80;

    public static void Write(DemoResult result, DemoPicture picture, TextWriter writer)
    {
        var test = result.Runs[0].Test!;
        Paragraph(writer, $"{char.ToUpperInvariant(picture.Title[0])}{picture.Title[1..]}: accuracy in % on {Text.Count(test.Samples, "test recording")} after T of {test.AccuracyBySteps.Count} time steps.");
        var table = new TextTable(["", .. test.AccuracyBySteps.Select((_, t) => $"T={t + 1}"), "firing rate", "training"]);
        foreach (var run in result.Runs)
            table.Add([run.Title, .. run.Test!.AccuracyBySteps.Select(a => Text.Number(100 * a, "0.0")), Text.Percent(run.Test.MeanFiringRate ?? double.NaN), Text.Duration(TimeSpan.FromSeconds(run.Seconds))]);
        table.Write(writer);
        writer.WriteLine();
        Compare(result, writer);
        Paragraph(writer, result.Verdict);
        Paragraph(writer, $"Each way trains the same network for {result.Runs[0].Epochs} epochs in all and decides from the same frames. \"Each step\" means a loss at every time step in place of one for all of them together.");
        new Fields()
            .Add("runs", result.Folder)
            .Add("recordings", result.Recordings)
            .Add("report", result.Report)
            .Add("time", Text.Duration(TimeSpan.FromSeconds(result.Seconds)))
            .Write(writer);
        writer.WriteLine();
        writer.WriteLine("Try next:");
        foreach (string command in result.Next)
            writer.WriteLine("  " + command);
    }

    /// <summary>What the verdict rests on.</summary>
    private static void Compare(DemoResult result, TextWriter writer)
    {
        if (result.Runs[0].Test!.Samples < DemoComparison.FewestRecordings)
            return;
        var table = new TextTable(["distilled against", .. result.Comparisons.Select(c => c.Steps).Distinct().Select(steps => $"<T={steps}")]);
        foreach (var group in result.Comparisons.GroupBy(c => c.With))
            table.Add([result.Runs.First(r => r.Name == group.Key).Title, .. group.Select(Cell)]);
        table.Write(writer);
        writer.WriteLine();
        Paragraph(writer, $"p: McNemar's exact test on the same recordings; level from p = {Text.Number(result.Level)} on.");
    }

    private static string Cell(DemoComparison c)
    {
        string word = c.Outcome == PairedOutcome.Level ? "level" : c.Outcome == PairedOutcome.Ahead ? "ahead" : "behind";
        return $"{word} ({Text.Number(100 * c.Difference, "+0.0;-0.0;0.0")}, {DemoVerdict.Chance(c)})";
    }

    /// <summary>Text in lines of whole words, and an empty line.</summary>
    private static void Paragraph(TextWriter writer, string text)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Columns)
            {
                writer.WriteLine(line);
                line = "";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        writer.WriteLine(line);
        writer.WriteLine();
    }
}

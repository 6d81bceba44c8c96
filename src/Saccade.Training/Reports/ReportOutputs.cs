using Saccade.Recognition;
using Saccade.Training.Reports.Drawing;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>What the networks say at each time step alone (HSD, arXiv 2409.12507, figure 5).</summary>
internal static class ReportOutputs
{
    /// <summary>More lines than these in one chart cannot be told apart.</summary>
    private const int MostSteps = 7;

    /// <summary>The probability of the true class by time step, all runs in one chart; null if none was measured.</summary>
    public static Markup? TrueClass(List<ReportRun> runs)
    {
        var series = Measured(runs).Select(x => new Series(runs.Count == 1 ? x.Evaluated.Title() : $"{x.Run.Name}, {x.Evaluated.Title()}", [.. x.Evaluated.Outputs.Select((o, t) => (t + 1.0, o.TrueProbability))], x.Position)).ToList();
        return series.Count == 0 ? null : new LineChart("Probability of the true class at each step alone, mean", "time step", IsShare: true, series).Draw();
    }

    /// <summary>How sure each step is, a chart for each run.</summary>
    public static IEnumerable<Markup> Largest(List<ReportRun> runs) => Measured(runs).Select(x =>
    {
        string title = $"{x.Run.Name}: largest probability at each step alone, {x.Evaluated.Title()}";
        return new LineChart(title, "largest probability of a class", IsShare: true, [.. Shown(x.Evaluated.Outputs.Count).Select((t, colour) => Distribution(t, x.Evaluated.Outputs[t], colour))]) { IsQuantity = true }.Draw();
    });

    private static Series Distribution(int step, StepOutput output, int colour)
    {
        double samples = Math.Max(1, output.LargestCounts.Sum(count => (long)count));
        return new Series($"step {step + 1}", [.. output.LargestCounts.Select((count, bin) => ((bin + 0.5) / output.LargestCounts.Count, count / samples))], colour);
    }

    private static IEnumerable<int> Shown(int steps) => steps <= MostSteps ? Enumerable.Range(0, steps) : [0, steps / 2, steps - 1];

    private static IEnumerable<(ReportRun Run, Evaluated Evaluated, int Position)> Measured(List<ReportRun> runs) =>
        runs.Select((run, i) => (run, run.Log.Of<Evaluated>().LastOrDefault(e => e.Outputs.Count > 1), i)).Where(x => x.Item2 is not null).Select(x => (x.run, x.Item2!, x.i));
}

using Saccade.Recognition;
using Saccade.Training.Reports.Drawing;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>How well the networks decide, how early, how surely, and with how many spikes.</summary>
internal static class ReportDecisions
{
    /// <summary>With more classes than these, bars would fill the page; the confusions show them.</summary>
    private const int MostClasses = 24;

    /// <summary>Accuracy by time steps and by time, calibration, firing rates, classes, confusions.</summary>
    public static void Draw(Markup page, List<ReportRun> runs)
    {
        var confusions = runs.Select(run => (run, Last: run.Log.Of<Evaluated>().LastOrDefault(e => e.Confusion.Count > 0))).Where(pair => pair.Last is not null).ToList();
        List<Markup?> figures = [StepChart(runs), TimeChart(runs), CalibrationChart(runs), ReportOutputs.TrueClass(runs), .. ReportOutputs.Largest(runs), RateChart(runs), ClassChart(runs)];
        figures.AddRange(confusions.Select(pair => new ConfusionChart($"{pair.run.Name}: confusions, {pair.Last!.Split} ({pair.Last.Samples} samples)", Labels(pair.run), pair.Last.Confusion).Draw()));
        if (figures.TrueForAll(figure => figure is null))
            return;
        page.Add($"<h2>Decisions</h2>");
        if (runs.Any(run => Scored(run) is not null))
            page.Add($"<p class=\"quiet\">Bands are 95 % intervals after Wilson: what the choice of the samples leaves open, not what another seed would change.</p>");
        page.Add($"<div class=\"grid2\">");
        foreach (var figure in figures.OfType<Markup>())
            page.Add(figure);
        page.Add($"</div>");
    }

    private static Markup? StepChart(List<ReportRun> runs)
    {
        var series = runs.Select((run, i) => StepSeries(run, i, runs.Count)).OfType<Series>().ToList();
        return series.Count == 0 ? null : new LineChart("Accuracy after each time step", "time steps", IsShare: true, series).Draw();
    }

    private static Markup? TimeChart(List<ReportRun> runs)
    {
        var series = new List<Series>();
        for (int i = 0; i < runs.Count; i++)
        {
            if (Scored(runs[i]) is not { } e || e.MillisecondsBySteps.Count != e.AccuracyBySteps.Count || !e.MillisecondsBySteps.All(double.IsFinite))
                continue;
            series.Add(new Series(Name(runs[i], e.Title(), runs.Count), [.. e.MillisecondsBySteps.Zip(e.AccuracyBySteps)], i)
            {
                Band = Bands(e),
                Marks = [.. e.AccuracyBySteps.Select((_, t) => $"T={t + 1}")],
            });
        }

        return series.Count == 0 ? null : new LineChart("Accuracy by latency", "milliseconds of events seen, mean over recordings", IsShare: true, series) { IsQuantity = true }.Draw();
    }

    private static Markup? CalibrationChart(List<ReportRun> runs)
    {
        var series = runs.Select((run, i) => (e: run.Log.Of<Evaluated>().LastOrDefault(e => e.CalibrationErrorBySteps.Count > 1), run, i)).Where(x => x.e is not null)
            .Select(x => new Series(Name(x.run, x.e!.Title(), runs.Count), [.. x.e.CalibrationErrorBySteps.Select((error, t) => (t + 1.0, error))], x.i)).ToList();
        return series.Count == 0 ? null : new LineChart("Calibration error after each time step", "time steps", IsShare: true, series).Draw();
    }

    private static Markup? RateChart(List<ReportRun> runs)
    {
        var rates = runs.Select(run => (run.Name, Rates: NamedRates(run))).Where(run => run.Rates.Count > 0).ToList();
        string[] layers = [.. rates.SelectMany(run => run.Rates.Select(rate => rate.Layer)).Distinct()];
        return rates.Count == 0 ? null : new BarChart("Firing rate: spikes per neuron and step", layers, [.. rates.Select(run => (run.Name, ByName(run.Rates.Select(rate => (rate.Layer, rate.Rate)))))]).Draw();
    }

    private static Markup? ClassChart(List<ReportRun> runs)
    {
        var scored = runs.Select(run => (run.Name, Labels: Labels(run), run.Log.Of<Evaluated>().LastOrDefault(e => e.Confusion.Count > 0)?.Confusion))
            .Where(run => run.Confusion is not null && run.Labels.Count == run.Confusion.Count && run.Labels.Count is > 1 and <= MostClasses).ToList();
        if (scored.Count == 0)
            return null;
        string[] classes = [.. scored.SelectMany(run => run.Labels).Distinct()];
        return new BarChart("Accuracy of each class", classes, [.. scored.Select(run => (run.Name, ByName(run.Labels.Zip(run.Confusion!.Select(Right)))))]).Draw();
    }

    private static double Right(IReadOnlyList<int> row, int label) => (double)row[label] / row.Sum(count => (long)count);

    private static Series? StepSeries(ReportRun run, int position, int runs)
    {
        if (Scored(run) is { } test)
            return new Series(Name(run, test.Title(), runs), [.. test.AccuracyBySteps.Select((value, i) => (i + 1.0, value))], position) { Band = Bands(test) };
        var epoch = run.Log.Of<EpochDone>().LastOrDefault(done => done.AccuracyBySteps.Count > 1);
        return epoch is null ? null : new Series(Name(run, "validation, last epoch", runs), [.. epoch.AccuracyBySteps.Select((value, i) => (i + 1.0, value))], position);
    }

    private static Evaluated? Scored(ReportRun run) => run.Log.Of<Evaluated>().LastOrDefault(evaluated => evaluated.AccuracyBySteps.Count > 1);

    private static (double Low, double High)[] Bands(Evaluated e)
        => e.Samples < 1 ? [] : [.. e.AccuracyBySteps.Select(share => Interval.Wilson((long)Math.Round(Math.Clamp(share, 0, 1) * e.Samples), e.Samples)).Select(interval => (interval.Low, interval.High))];

    private static string Name(ReportRun run, string split, int runs) => runs == 1 ? split : $"{run.Name}, {split}";

    private static IReadOnlyList<string> Labels(ReportRun run) => run.Log.Of<RunStarted>().LastOrDefault()?.Labels ?? [];

    private static Dictionary<string, double> ByName(IEnumerable<(string Name, double Value)> values) => values.DistinctBy(pair => pair.Name).ToDictionary(pair => pair.Name, pair => pair.Value);

    private static IReadOnlyList<LayerRate> FinalRates(ReportRun run) =>
        run.Log.Of<Evaluated>().LastOrDefault(evaluated => evaluated.FiringRates.Count > 0)?.FiringRates
        ?? run.Log.Of<EpochDone>().LastOrDefault(epoch => epoch.FiringRates.Count > 0)?.FiringRates
        ?? [];

    private static IReadOnlyList<LayerRate> NamedRates(ReportRun run)
    {
        var names = LayerNames.Of(run);
        return [.. FinalRates(run).Select(rate => rate with { Layer = names.GetValueOrDefault(rate.Layer, rate.Layer) })];
    }
}

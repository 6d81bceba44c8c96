using System.Globalization;
using Saccade.Training.Reports.Drawing;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>The sections of a report.</summary>
internal static class ReportSections
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>Title, and the most important number of each run.</summary>
    public static void Head(Markup page, string title, List<ReportRun> runs)
    {
        page.Add($"<header><h1>{title}</h1><div class=\"quiet\">{Dates(runs)}</div></header><div class=\"tiles\">");
        for (int i = 0; i < runs.Count; i++)
            Tile(page, runs[i], i);
        page.Add($"</div>");
        foreach (var run in runs)
        {
            if (run.Log.Of<RunEnded>().LastOrDefault() is { State: RunState.Failed } failed)
                page.Add($"<h2>{run.Name} failed</h2><div class=\"failed\">{failed.Message}</div>");
        }
    }

    /// <summary>Loss and accuracy by epoch, phase by phase.</summary>
    public static void Curves(Markup page, List<ReportRun> runs)
    {
        foreach (string phase in runs.SelectMany(run => run.Log.Of<EpochDone>()).Select(epoch => epoch.Phase).Distinct())
        {
            page.Add($"<h2>Phase {phase}</h2><p class=\"quiet\">Solid lines are what is trained on, dashed ones recordings that nothing is learned from.</p><div class=\"grid2\">");
            page.Add(new LineChart("Loss", "epoch", IsShare: false, LossSeries(runs, phase)).Draw());
            page.Add(new LineChart("Accuracy", "epoch", IsShare: true, AccuracySeries(runs, phase)).Draw());
            page.Add($"</div>");
        }
    }

    /// <summary>Phases and evaluations as numbers.</summary>
    public static void Phases(Markup page, List<ReportRun> runs)
    {
        page.Add($"<h2>Numbers</h2><div class=\"card scroll\"><table><thead><tr><th>run</th><th class=\"text\">phase</th><th class=\"text\">network</th><th>steps</th><th>epochs</th><th>kept</th><th>its accuracy</th><th>last loss</th><th>time</th><th>samples/s</th></tr></thead><tbody>");
        foreach (var run in runs)
        {
            foreach (var started in run.Log.Of<PhaseStarted>())
                PhaseRow(page, run, started);
        }

        page.Add($"</tbody></table></div>");
        var evaluations = runs.SelectMany(run => run.Log.Of<Evaluated>().Select(evaluated => (run, evaluated))).ToList();
        if (evaluations.Count == 0)
            return;
        page.Add($"<div class=\"card scroll\"><table><thead><tr><th>run</th><th class=\"text\">result of</th><th class=\"text\">split</th><th>samples</th><th>accuracy</th><th>after each step</th></tr></thead><tbody>");
        foreach (var (run, evaluated) in evaluations)
            page.Add($"<tr><td>{run.Name}</td><td class=\"text\">{evaluated.Phase}</td><td class=\"text\">{evaluated.Title()}</td><td>{evaluated.Samples}</td><td>{Percent(evaluated.Accuracy)}</td><td>{string.Join(" \u00B7 ", evaluated.AccuracyBySteps.Select(Percent))}</td></tr>");
        page.Add($"</tbody></table></div>");
    }

    /// <summary>The recipes.</summary>
    public static void Recipes(Markup page, List<ReportRun> runs)
    {
        page.Add($"<h2>Recipes</h2>");
        foreach (var run in runs)
            page.Add($"<details><summary>{run.Name}</summary><pre>{run.Recipe}</pre></details>");
    }

    /// <summary>Seconds of all epochs, a repeated one counted once.</summary>
    public static double TrainingSeconds(ReportRun run) =>
        run.Log.Of<EpochDone>().Select(epoch => epoch.Phase).Distinct().Sum(phase => Epochs(run, phase).Sum(epoch => epoch.Seconds));

    /// <summary>Seconds with a unit that suits them.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 120 => seconds.ToString("0.0", _culture) + " s",
        < 7200 => (seconds / 60).ToString("0.0", _culture) + " min",
        _ => (seconds / 3600).ToString("0.0", _culture) + " h",
    };

    private static void Tile(Markup page, ReportRun run, int position)
    {
        var test = run.Log.Of<Evaluated>().LastOrDefault(evaluated => evaluated.Split == "test") ?? run.Log.Of<Evaluated>().LastOrDefault();
        double? best = run.Log.Of<EpochDone>().Max(epoch => epoch.ValidationAccuracy);
        var (number, what) = test is not null ? (Percent(test.Accuracy), $"{test.Title()} accuracy, {test.Samples} samples")
            : best is { } accuracy ? (Percent(accuracy), "best validation accuracy") : ("\u2013", "no accuracy yet");
        var started = run.Log.Of<RunStarted>().LastOrDefault();
        string state = run.Log.Of<RunEnded>().LastOrDefault()?.State.ToString().ToLowerInvariant() ?? "running";
        string size = started is null ? "" : $"{started.Parameters.ToString("N0", _culture)} parameters \u00B7 {started.TrainSamples} training samples \u00B7 ";
        page.Add($"<div class=\"tile\" style=\"--tile: var(--c{Paint.Of(position)})\">{run.Name}<b>{number}</b><span class=\"quiet\">{what}<br>{size}{state}</span></div>");
    }

    private static void PhaseRow(Markup page, ReportRun run, PhaseStarted started)
    {
        EpochDone[] epochs = [.. run.Log.Of<EpochDone>().Where(epoch => epoch.Phase == started.Phase)];
        var ended = run.Log.Of<PhaseEnded>().LastOrDefault(phase => phase.Phase == started.Phase);
        double seconds = epochs.Sum(epoch => epoch.Seconds), speed = epochs.Length == 0 ? 0 : epochs.Average(epoch => epoch.SamplesPerSecond);
        string loss = epochs.Length == 0 ? "\u2013" : epochs[^1].TrainLoss.ToString("G4", _culture);
        page.Add($"<tr><td>{run.Name}</td><td class=\"text\">{started.Phase}</td><td class=\"text\">{started.Network}</td><td>{started.Steps}</td><td>{epochs.Length} of {started.Epochs}</td><td>{(ended is null ? "\u2013" : $"epoch {ended.KeptEpoch}")}</td>");
        page.Add($"<td>{(ended?.KeptAccuracy is { } kept ? $"{Percent(kept)} {ended.DecidedBy ?? "validation"}" : "\u2013")}</td><td>{loss}</td><td>{Duration(seconds)}</td><td>{speed.ToString("0.#", _culture)}</td></tr>");
    }

    private static List<Series> LossSeries(List<ReportRun> runs, string phase)
    {
        var series = new List<Series>();
        for (int i = 0; i < runs.Count; i++)
        {
            EpochDone[] epochs = [.. Epochs(runs[i], phase)];
            if (epochs.Length == 0)
                continue;
            series.Add(new Series(runs.Count == 1 ? "loss" : runs[i].Name, [.. epochs.Select(e => (e.Epoch, e.TrainLoss))], i));
            string name = runs.Count == 1 ? "" : runs[i].Name + ", ";
            AddDashed(series, name + "cross-entropy, validation", epochs, e => e.ValidationLoss, runs.Count == 1 ? 6 : i);
            AddDashed(series, name + "cross-entropy, test", epochs, e => e.TestLoss, runs.Count == 1 ? 5 : i);
            string[] terms = runs.Count > 1 ? [] : [.. epochs.SelectMany(e => e.LossTerms.Select(term => term.Kind)).Distinct()];
            foreach (string term in terms.Length > 1 ? terms : [])
                series.Add(new Series(term, [.. epochs.Select(e => (e.Epoch, e.LossTerms.FirstOrDefault(t => t.Kind == term)?.Value ?? double.NaN))], series.Count));
        }

        return series;
    }

    /// <summary>Adds what was measured on recordings that nothing is learned from, if it was.</summary>
    private static void AddDashed(List<Series> series, string name, EpochDone[] epochs, Func<EpochDone, double?> value, int colour)
    {
        if (epochs.Any(e => value(e) is not null))
            series.Add(new Series(name, [.. epochs.Select(e => (e.Epoch, value(e) ?? double.NaN))], colour, IsDashed: true));
    }

    private static List<Series> AccuracySeries(List<ReportRun> runs, string phase)
    {
        var series = new List<Series>();
        for (int i = 0; i < runs.Count; i++)
        {
            EpochDone[] epochs = [.. Epochs(runs[i], phase)];
            if (epochs.Length == 0)
                continue;
            string name = runs.Count == 1 ? "" : runs[i].Name + ", ";
            series.Add(new Series(name + "training", [.. epochs.Select(e => (e.Epoch, e.TrainAccuracy))], i));
            AddDashed(series, name + "validation", epochs, e => e.ValidationAccuracy, runs.Count == 1 ? 6 : i);
            AddDashed(series, name + "test", epochs, e => e.TestAccuracy, runs.Count == 1 ? 5 : i);
        }

        return series;
    }

    // A resumed epoch replaces the one it repeats.
    private static IEnumerable<EpochDone> Epochs(ReportRun run, string phase) =>
        run.Log.Of<EpochDone>().Where(epoch => epoch.Phase == phase).GroupBy(epoch => epoch.Epoch).Select(group => group.Last()).OrderBy(epoch => epoch.Epoch);

    private static string Dates(List<ReportRun> runs)
    {
        var times = runs.SelectMany(run => run.Log.Entries).Select(entry => entry.At).ToList();
        return times.Count == 0 ? "" : $"{times.Min().UtcDateTime.ToString("yyyy-MM-dd HH:mm", _culture)} to {times.Max().UtcDateTime.ToString("yyyy-MM-dd HH:mm", _culture)} UTC";
    }

    private static string Percent(double share) => (100 * share).ToString("0.0#", _culture) + " %";
}

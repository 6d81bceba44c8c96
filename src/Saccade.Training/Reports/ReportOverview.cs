using System.Globalization;
using Saccade.Training.Recipes;
using Saccade.Training.Reports.Drawing;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>What comes before the curves: several runs side by side, and what each does.</summary>
internal static class ReportOverview
{
    /// <summary>Up to so many time steps each has a column; of more, the figure shows them.</summary>
    private const int MostSteps = 10;

    /// <summary>Scores after each time step, firing rate and training time of several runs in one table; nothing for a single run.</summary>
    public static void Comparison(Markup page, List<ReportRun> runs)
    {
        if (runs.Count < 2)
            return;
        int steps = runs.Max(run => Score(run)?.AccuracyBySteps.Count ?? 0);
        int shown = steps <= MostSteps ? steps : 0;
        page.Add($"<h2>Comparison</h2><div class=\"card scroll\"><table><thead><tr><th>run</th><th class=\"text\">scored on</th><th>accuracy</th>");
        for (int t = 1; t <= shown; t++)
            page.Add($"<th>T={t}</th>");
        page.Add($"<th>mean firing rate of layers</th><th>training time</th></tr></thead><tbody>");
        foreach (var run in runs)
            Row(page, run, shown);
        page.Add($"</tbody></table></div>");
    }

    /// <summary>What each run does, from its recipe; nothing for a recipe that cannot be read without the program that made it.</summary>
    public static void Methods(Markup page, List<ReportRun> runs)
    {
        var methods = runs.Select(run => (run, Recipe: RecipeOf(run))).Where(pair => pair.Recipe is not null).ToList();
        if (methods.Count == 0)
            return;
        page.Add($"<h2>Method</h2>");
        foreach (var (run, recipe) in methods)
            page.Add($"<p><b>{run.Name}:</b> {string.Join(" ", recipe!.Phases.Select(Sentences))}</p>");
    }

    private static void Row(Markup page, ReportRun run, int steps)
    {
        var score = Score(run);
        page.Add($"<tr><td>{run.Name}</td><td class=\"text\">{score?.Title() ?? "\u2013"}</td><td>{Percent(score?.Accuracy)}</td>");
        for (int t = 0; t < steps; t++)
            page.Add($"<td>{Percent(t < score?.AccuracyBySteps.Count ? score.AccuracyBySteps[t] : null)}</td>");
        double? rate = score?.FiringRates.Count > 0 ? score.FiringRates.Average(layer => layer.Rate) : null;
        page.Add($"<td>{Percent(rate)}</td><td>{ReportSections.Duration(ReportSections.TrainingSeconds(run))}</td></tr>");
    }

    private static string Sentences(PhaseRecipe phase)
    {
        string network = phase.Network switch
        {
            PhaseNetwork.Quantised => "a network with quantised activations, each frame for itself",
            PhaseNetwork.Relu => "a network with ReLU activations, each frame for itself",
            _ => "a spiking network through time",
        };
        string start = phase.From is { } from ? $"from the result of {from}" : "from random weights";
        string teachers = phase.Teachers.Count == 0 ? "" : $" It learns from {string.Join(" and ", phase.Teachers.Select(teacher => teacher.Name))}, which {(phase.Teachers.Count == 1 ? "does" : "do")} not change.";
        string loss = $" Its loss is {string.Join(", plus ", phase.Objective.Select(term => (term.Weight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{term.Weight} times ")) + term.About))}.";
        return $"Phase {phase.Name} trains {network}, {start}, for {phase.Epochs} {(phase.Epochs == 1 ? "epoch" : "epochs")}.{teachers}{loss}";
    }

    /// <summary>The recipe of a run; null where it cannot be read without the program that made it.</summary>
    public static Recipe? RecipeOf(ReportRun run)
    {
        try
        {
            return RecipeReader.Read(run.Recipe, run.Name);
        }
        catch (RecipeException)
        {
            return null;
        }
    }

    private static Evaluated? Score(ReportRun run) => run.Log.Of<Evaluated>().LastOrDefault(evaluated => evaluated.Split == "test") ?? run.Log.Of<Evaluated>().LastOrDefault();

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0#", CultureInfo.InvariantCulture) + " %" : "\u2013";
}

using Saccade.Training.Reports.Drawing;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>What the first spiking layer makes of a recording after the first time step and after all.</summary>
internal static class ReportMaps
{
    private const int Gap = 2;

    /// <summary>The maps of each run that drew some.</summary>
    public static void Draw(Markup page, List<ReportRun> runs)
    {
        var drawn = runs.Select(run => (run, Maps: run.Log.Of<MapsDrawn>().LastOrDefault(maps => maps.IsWhole))).Where(pair => pair.Maps is not null).ToList();
        if (drawn.Count == 0)
            return;
        page.Add($"<h2>Firing-rate maps</h2><p class=\"quiet\">How often the neurons of some channels fire for one recording, from never (the colour of the page) to at every step (full colour).</p>");
        foreach (var (run, maps) in drawn)
        {
            page.Add($"<p class=\"quiet\">{run.Name}: layer {LayerNames.Of(run).GetValueOrDefault(maps!.Layer, maps.Layer)}, a {maps.Split} recording of {maps.Class}</p><div class=\"recordings\">");
            foreach (var sameSteps in maps.Maps.GroupBy(map => map.Steps))
                Row(page, maps, sameSteps.Key, [.. sameSteps]);
            page.Add($"</div>");
        }
    }

    private static void Row(Markup page, MapsDrawn maps, int steps, RateMap[] row)
    {
        int step = maps.Width + Gap;
        page.Add($"<figure class=\"recording\"><figcaption>T = {steps}</figcaption><svg viewBox=\"0 0 {(step * row.Length) - Gap} {maps.Height}\" role=\"img\" aria-label=\"firing rates after {steps} time steps\" shape-rendering=\"crispEdges\">");
        for (int i = 0; i < row.Length; i++)
        {
            page.Add($"<g transform=\"translate({i * step} 0)\"><title>channel {row[i].Channel}, T = {steps}</title><rect class=\"sky\" width=\"{maps.Width}\" height=\"{maps.Height}\"/>");
            foreach (char level in row[i].Rates.Distinct().Where(level => level != '0').Order())
                page.Add($"<path class=\"on\" stroke-opacity=\"{(level - '0') / (double)RateMap.Levels}\" d=\"{PixelRuns.Path(maps.Width, row[i].Rates, level)}\"/>");
            page.Add($"</g>");
        }

        page.Add($"</svg></figure>");
    }
}

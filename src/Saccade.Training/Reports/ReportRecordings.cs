using Saccade.Training.Reports.Drawing;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>What the networks look at: some frames of a recording of each class.</summary>
internal static class ReportRecordings
{
    private const int Gap = 2;

    /// <summary>The recordings of each run; of runs with the same ones, once.</summary>
    public static void Draw(Markup page, List<ReportRun> runs)
    {
        var shown = new List<ReportRun>();
        foreach (var run in runs.Where(run => run.Recordings.Count > 0 && !shown.Exists(other => other.Recordings.SequenceEqual(run.Recordings))))
            shown.Add(run);
        if (shown.Count == 0)
            return;
        page.Add($"<h2>Recordings</h2>");
        foreach (var run in shown)
        {
            page.Add($"<p class=\"quiet\">{(shown.Count > 1 ? $"{run.Name}: " : "")}{Caption(run)}</p><div class=\"recordings\">");
            foreach (var picture in run.Recordings)
                Draw(page, picture);
            page.Add($"</div>");
        }
    }

    private static string Caption(ReportRun run)
    {
        var first = run.Recordings[0];
        int classes = run.Log.Of<RunStarted>().LastOrDefault()?.Labels.Count ?? 0;
        string of = classes > run.Recordings.Count ? $"of {run.Recordings.Count} of the {classes} classes" : "of each class";
        string frames = first.Of == 1 ? "its only frame" : $"{(first.Positions.Count == 1 ? "frame" : "frames")} {string.Join(", ", first.Positions.Select(position => position + 1))} of {first.Of}";
        return $"A training recording {of}, {frames}, before augmentation. Blue pixels got brighter (ON events), orange ones darker (OFF events).";
    }

    private static void Draw(Markup page, RecordingPicture picture)
    {
        int step = picture.Width + Gap;
        page.Add($"<figure class=\"recording\"><figcaption>{picture.Class}</figcaption><svg viewBox=\"0 0 {(step * picture.Frames.Count) - Gap} {picture.Height}\" role=\"img\" aria-label=\"recording of {picture.Class}\" shape-rendering=\"crispEdges\">");
        for (int i = 0; i < picture.Frames.Count; i++)
        {
            page.Add($"<g transform=\"translate({i * step} 0)\"><title>frame {picture.Positions[i] + 1}</title><rect class=\"sky\" width=\"{picture.Width}\" height=\"{picture.Height}\"/>");
            foreach (char letter in picture.Frames[i].Distinct().Where(char.IsAsciiLetter).Order())
                page.Add($"<path class=\"{(char.IsAsciiLetterUpper(letter) ? "on" : "off")} s{char.ToLowerInvariant(letter) - 'a' + 1}\" d=\"{PixelRuns.Path(picture.Width, picture.Frames[i], letter)}\"/>");
            page.Add($"</g>");
        }

        page.Add($"</svg></figure>");
    }
}

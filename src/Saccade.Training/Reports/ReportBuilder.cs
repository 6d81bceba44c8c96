using Saccade.Files;
using Saccade.Training.Reports.Drawing;

namespace Saccade.Training.Reports;

/// <summary>
/// Makes one HTML page from one or several runs: recordings, curves, accuracy by time steps, firing rates, conversion errors, recipes. The page is one file without scripts that
/// needs no network. The same logs give the same page.
/// </summary>
public sealed class ReportBuilder
{
    private readonly string _title;
    private readonly List<ReportRun> _runs = [];
    private readonly List<string> _conclusions = [];

    /// <summary>Begins a report.</summary>
    /// <param name="title">Title of the page.</param>
    public ReportBuilder(string title)
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        _title = title;
    }

    /// <summary>Adds a run. Runs keep their order and colour throughout the page.</summary>
    /// <exception cref="ArgumentException">There is a run of that name already.</exception>
    public ReportBuilder Add(ReportRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (_runs.Exists(other => other.Name == run.Name))
            throw new ArgumentException($"got a second run called '{run.Name}', expected distinct names", nameof(run));
        _runs.Add(run);
        return this;
    }

    /// <summary>Says what the runs show, at the head of the page. Called again, it adds to what was said.</summary>
    /// <param name="sentences">A paragraph.</param>
    public ReportBuilder Conclude(string sentences)
    {
        ArgumentException.ThrowIfNullOrEmpty(sentences);
        _conclusions.Add(sentences);
        return this;
    }

    /// <summary>The page.</summary>
    /// <exception cref="InvalidOperationException">There is no run to report.</exception>
    public string ToHtml()
    {
        if (_runs.Count == 0)
            throw new InvalidOperationException("got no run, expected at least one to report");
        var page = new Markup()
            .Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Add($"<title>{_title}</title><style>").AddConstant(PageStyle.Css).Add($"</style></head><body><main>");
        ReportSections.Head(page, _title, _runs);
        if (_conclusions.Count > 0)
            page.Add($"<h2>Conclusion</h2>");
        foreach (string conclusion in _conclusions)
            page.Add($"<p>{conclusion}</p>");
        ReportRecordings.Draw(page, _runs);
        ReportOverview.Comparison(page, _runs);
        ReportOverview.Methods(page, _runs);
        ReportSections.Curves(page, _runs);
        ReportDecisions.Draw(page, _runs);
        ReportMaps.Draw(page, _runs);
        ReportConversions.Draw(page, _runs);
        ReportSections.Phases(page, _runs);
        ReportSections.Recipes(page, _runs);
        return page.Add($"</main></body></html>").ToString();
    }

    /// <summary>Writes the page as a whole or not at all, see <see cref="AtomicFile"/>.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">The file cannot be stored; the previous one is unchanged.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, ToHtml());
}

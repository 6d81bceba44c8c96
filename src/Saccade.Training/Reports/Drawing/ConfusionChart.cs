using System.Globalization;

namespace Saccade.Training.Reports.Drawing;

/// <summary>A confusion matrix as a table whose cells are shaded by their share of the class.</summary>
/// <param name="Title">What the table shows.</param>
/// <param name="Labels">Names of the classes; may be fewer than there are classes.</param>
/// <param name="Counts">Samples of each class (outer) by decision (inner).</param>
internal sealed record ConfusionChart(string Title, IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <summary>With more classes than these the matrix is drawn as a picture, one square a cell.</summary>
    public const int MostInTable = 24;

    private const int FitsHalf = 8, MostPairs = 20;

    /// <summary>Draws the matrix as an HTML figure.</summary>
    public Markup Draw()
    {
        var figure = new Markup().Add($"<figure class=\"chart{(Counts.Count > FitsHalf ? " wide" : "")}\"><figcaption>{Title}{Csv()}</figcaption>");
        if (Counts.Count > MostInTable)
            return DrawPicture(figure).Add($"</figure>");
        figure.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Title}\"><table class=\"confusion\"><thead><tr><th class=\"quiet\">class \\ decision</th>");
        for (int i = 0; i < Counts.Count; i++)
            figure.Add($"<th>{Label(i)}</th>");
        figure.Add($"<th class=\"quiet\">right</th></tr></thead><tbody>");
        for (int i = 0; i < Counts.Count; i++)
            DrawRow(figure, i);
        return figure.Add($"</tbody></table></div></figure>");
    }

    private Markup Csv() => CsvLink.Of(Title, [
        ["class", .. Counts.Select((_, i) => Label(i))],
        .. Counts.Select((row, i) => row.Select(count => (object?)count).Prepend(Label(i))),
    ]);

    /// <summary>Squares that shrink with the page, so that nothing is cut off, and the most frequent mistakes in words.</summary>
    private Markup DrawPicture(Markup figure)
    {
        figure.Add($"<svg class=\"matrix\" viewBox=\"0 0 {Counts.Count} {Counts.Count}\" role=\"img\" aria-label=\"{Title}\" shape-rendering=\"crispEdges\"><rect class=\"empty\" width=\"{Counts.Count}\" height=\"{Counts.Count}\"/>");
        for (int row = 0; row < Counts.Count; row++)
        {
            long all = Math.Max(1, Counts[row].Sum(count => (long)count));
            for (int i = 0; i < Counts[row].Count; i++)
            {
                if (Counts[row][i] > 0)
                    figure.Add($"<rect class=\"bar c{(i == row ? 0 : 1)}\" x=\"{i}\" y=\"{row}\" width=\"1\" height=\"1\" opacity=\"{Math.Max(0.15, (double)Counts[row][i] / all)}\"><title>{Label(row)} called {Label(i)}: {Counts[row][i]} of {all}</title></rect>");
            }
        }

        figure.Add($"</svg><p class=\"quiet\">Rows are the classes from the top, columns the decisions in the same order; blue is right, orange is wrong.</p>");
        var mistakes = Counts.SelectMany((row, i) => row.Select((count, k) => (Class: i, Decision: k, Count: count))).Where(m => m.Class != m.Decision && m.Count > 0).OrderByDescending(m => m.Count).Take(MostPairs).ToList();
        if (mistakes.Count == 0)
            return figure;
        figure.Add($"<details><summary>Most frequent mistakes</summary><table><thead><tr><th>class</th><th class=\"text\">called</th><th>samples</th></tr></thead><tbody>");
        foreach (var (wrong, decision, count) in mistakes)
            figure.Add($"<tr><td>{Label(wrong)}</td><td class=\"text\">{Label(decision)}</td><td>{count}</td></tr>");
        return figure.Add($"</tbody></table></details>");
    }

    private void DrawRow(Markup figure, int row)
    {
        long all = Math.Max(1, Counts[row].Sum(count => (long)count));
        figure.Add($"<tr><th>{Label(row)}</th>");
        for (int i = 0; i < Counts[row].Count; i++)
        {
            string shade = Math.Round((double)Counts[row][i] / all, 3).ToString("0.###", CultureInfo.InvariantCulture);
            figure.Add($"<td class=\"{(i == row ? "right" : "wrong")}{(Counts[row][i] * 2L > all ? " strong" : "")}\" style=\"--share:{shade}\">{(Counts[row][i] == 0 ? "" : Counts[row][i])}</td>");
        }

        double right = row < Counts[row].Count ? (double)Counts[row][row] / all : 0;
        figure.Add($"<td class=\"quiet\">{right.ToString("P0", CultureInfo.InvariantCulture)}</td></tr>");
    }

    private string Label(int index) => index < Labels.Count ? Labels[index] : index.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Saccade.Training.Reports.Drawing;

/// <summary>A confusion matrix as a table whose cells are shaded by their share of the class.</summary>
/// <param name="Title">What the table shows.</param>
/// <param name="Labels">Names of the classes; may be fewer than there are classes.</param>
/// <param name="Counts">Samples of each class (outer) by decision (inner).</param>
internal sealed record ConfusionChart(string Title, IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <summary>More classes than these do not fit a page.</summary>
    public const int MaximumClasses = 40;

    private const int FitsHalf = 8;

    /// <summary>Draws the matrix as an HTML figure.</summary>
    public Markup Draw()
    {
        var figure = new Markup().Add($"<figure class=\"chart{(Counts.Count > FitsHalf ? " wide" : "")}\"><figcaption>{Title}</figcaption><div class=\"scroll\"><table class=\"confusion\"><thead><tr><th class=\"quiet\">class \\ decision</th>");
        for (int i = 0; i < Counts.Count; i++)
            figure.Add($"<th>{Label(i)}</th>");
        figure.Add($"<th class=\"quiet\">right</th></tr></thead><tbody>");
        for (int i = 0; i < Counts.Count; i++)
            DrawRow(figure, i);
        return figure.Add($"</tbody></table></div></figure>");
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

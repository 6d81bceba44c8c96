namespace Saccade.Training.Reports.Drawing;

/// <summary>Horizontal bars in groups: one group a label, one bar a series.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Labels">The groups, from the top.</param>
/// <param name="Series">Names of the bars of a group with their values by label; missing values have no bar.</param>
internal sealed record BarChart(string Title, IReadOnlyList<string> Labels, IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Values)> Series)
{
    private const double Width = 560, Left = 132, Right = 484, BarHeight = 16, Gap = 12, Top = 8;

    /// <summary>Draws the chart as an HTML figure.</summary>
    public Markup Draw()
    {
        double group = (Series.Count * BarHeight) + Gap, bottom = Top + (Labels.Count * group);
        var axis = Axis.Around([0, .. Series.SelectMany(series => series.Values.Values).Where(double.IsFinite)], 1);
        var figure = new Markup().Add($"<figure class=\"chart\"><figcaption>{Title}{Csv()}</figcaption>");
        if (Series.Count > 1)
            Legend(figure);
        figure.Add($"<svg viewBox=\"0 0 {Width} {bottom + 26}\" role=\"img\" aria-label=\"{Title}\">");
        foreach (double tick in axis.Ticks)
        {
            double at = axis.Place(tick, Left, Right);
            figure.Add($"<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"{Top}\" y2=\"{bottom}\"/><text class=\"tick\" x=\"{at}\" y=\"{bottom + 17}\" text-anchor=\"middle\">{Axis.Label(tick, isShare: true)}</text>");
        }

        for (int i = 0; i < Labels.Count; i++)
            DrawGroup(figure, axis, Labels[i], Top + (i * group) + (Gap / 2));
        return figure.Add($"</svg></figure>");
    }

    private Markup Csv() => CsvLink.Of(Title, [
        ["", .. Series.Select(series => series.Name)],
        .. Labels.Select(label => Series.Select(series => series.Values.TryGetValue(label, out double value) ? (object?)value : null).Prepend(label)),
    ]);

    private void Legend(Markup figure)
    {
        figure.Add($"<div class=\"legend\">");
        for (int i = 0; i < Series.Count; i++)
            figure.Add($"<span><svg viewBox=\"0 0 26 10\"><rect class=\"bar c{Paint.Of(i)}\" x=\"7\" width=\"12\" height=\"10\" rx=\"2\"/></svg>{Series[i].Name}</span>");
        figure.Add($"</div>");
    }

    private void DrawGroup(Markup figure, Axis axis, string label, double top)
    {
        figure.Add($"<text class=\"label\" x=\"{Left - 10}\" y=\"{top + (Series.Count * BarHeight / 2) + 4}\" text-anchor=\"end\">{label}</text>");
        for (int i = 0; i < Series.Count; i++)
        {
            if (!Series[i].Values.TryGetValue(label, out double value) || !double.IsFinite(value))
                continue;
            double end = axis.Place(value, Left, Right), y = top + (i * BarHeight);
            string shown = Axis.Label(Math.Round(value, 4), isShare: true);
            figure.Add($"<rect class=\"bar c{Paint.Of(i)}\" x=\"{Left}\" y=\"{y + 1}\" width=\"{Math.Max(0, end - Left)}\" height=\"{BarHeight - 2}\" rx=\"2\"><title>{Series[i].Name}, {label}: {shown}</title></rect>");
            figure.Add($"<text class=\"tick\" x=\"{end + 6}\" y=\"{y + BarHeight - 3}\">{shown}</text>");
        }
    }
}

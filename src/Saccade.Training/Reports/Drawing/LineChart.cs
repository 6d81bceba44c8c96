using System.Globalization;

namespace Saccade.Training.Reports.Drawing;

/// <summary>Lines over positions such as epochs, time steps or times, as SVG with axes, legend and tooltips.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="XLabel">Label of the horizontal axis.</param>
/// <param name="IsShare">Whether values are shares, shown in percent, at most 100.</param>
/// <param name="Series">The lines.</param>
internal sealed record LineChart(string Title, string XLabel, bool IsShare, IReadOnlyList<Series> Series)
{
    private const double Width = 560, Height = 300, Left = 66, Right = 546, Top = 12, Bottom = 254;

    /// <summary>Whether the horizontal axis is a quantity that begins at 0; if not, positions are whole numbers.</summary>
    public bool IsQuantity { get; init; }

    /// <summary>Draws the chart as an HTML figure; a chart without values says so.</summary>
    public Markup Draw()
    {
        var finite = Series.SelectMany(series => series.Points).Where(point => double.IsFinite(point.Y)).ToList();
        var figure = new Markup().Add($"<figure class=\"chart\"><figcaption>{Title}{Csv()}</figcaption>");
        if (finite.Count == 0)
            return figure.Add($"<p class=\"quiet\">No values.</p></figure>");
        Legend(figure);
        double[] positions = [.. Series.SelectMany(series => series.Points).Select(point => point.X)];
        var x = IsQuantity ? Axis.Around([0, .. positions]) : Axis.Whole((int)positions.Min(), (int)positions.Max());
        var y = Axis.Around([.. finite.Select(point => point.Y), .. Series.SelectMany(series => series.Band).SelectMany(band => new[] { band.Low, band.High })], IsShare ? 1 : double.PositiveInfinity);
        if (y.Minimum > 0)
            figure.Add($"<p class=\"quiet cut\">The vertical axis begins at {Axis.Label(y.Minimum, IsShare)}, not at 0.</p>");
        figure.Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Title}\">");
        DrawAxes(figure, x, y);
        foreach (var series in Series.Where(series => series.Band.Count > 0))
            DrawBand(figure, series, x, y);
        foreach (var series in Series)
            DrawSeries(figure, series, x, y);
        return figure.Add($"</svg></figure>");
    }

    private Markup Csv() => CsvLink.Of(Title, [
        [XLabel, .. Series.Select(series => series.Name)],
        .. Series.SelectMany(series => series.Points.Select(point => point.X)).Distinct().Order().Select(x => Series.Select(series => (object?)series.Points.Where(point => point.X == x).Select(point => (double?)point.Y).FirstOrDefault()).Prepend(x)),
    ]);

    private void Legend(Markup figure)
    {
        figure.Add($"<div class=\"legend\">");
        foreach (var series in Series)
            figure.Add($"<span><svg viewBox=\"0 0 26 10\"><line class=\"line c{Paint.Of(series.Colour)}{(series.IsDashed ? " dashed" : "")}\" x1=\"1\" x2=\"25\" y1=\"5\" y2=\"5\"/></svg>{series.Name}</span>");
        figure.Add($"</div>");
    }

    private void DrawAxes(Markup figure, Axis x, Axis y)
    {
        foreach (double tick in y.Ticks)
        {
            double at = y.Place(tick, Bottom, Top);
            figure.Add($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{at}\" y2=\"{at}\"/><text class=\"tick\" x=\"{Left - 8}\" y=\"{at + 4}\" text-anchor=\"end\">{Axis.Label(tick, IsShare)}</text>");
        }

        foreach (double tick in x.Ticks)
        {
            double at = x.Place(tick, Left, Right);
            figure.Add($"<line class=\"axis\" x1=\"{at}\" x2=\"{at}\" y1=\"{Bottom}\" y2=\"{Bottom + 5}\"/><text class=\"tick\" x=\"{at}\" y=\"{Bottom + 19}\" text-anchor=\"middle\">{Axis.Label(tick, isShare: false)}</text>");
        }

        figure.Add($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Bottom}\" y2=\"{Bottom}\"/>");
        figure.Add($"<text class=\"label\" x=\"{(Left + Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{XLabel}</text>");
    }

    private static void DrawBand(Markup figure, Series series, Axis x, Axis y)
    {
        var bounds = series.Points.Zip(series.Band, (point, band) => (point.X, band.Low, band.High)).ToList();
        var corners = bounds.Select(b => (b.X, Y: b.Low)).Concat(bounds.AsEnumerable().Reverse().Select(b => (b.X, Y: b.High)));
        string points = string.Join(' ', corners.Select(c => string.Create(CultureInfo.InvariantCulture, $"{x.Place(c.X, Left, Right):0.##},{y.Place(c.Y, Bottom, Top):0.##}")));
        figure.Add($"<polygon class=\"band c{Paint.Of(series.Colour)}\" points=\"{points}\"/>");
    }

    private void DrawSeries(Markup figure, Series series, Axis x, Axis y)
    {
        string style = $"c{Paint.Of(series.Colour)}";
        var run = new List<string>();
        foreach (var (at, value) in series.Points.Append((0, double.NaN)))
        {
            if (double.IsFinite(value))
            {
                run.Add(string.Create(CultureInfo.InvariantCulture, $"{x.Place(at, Left, Right):0.##},{y.Place(value, Bottom, Top):0.##}"));
                continue;
            }

            if (run.Count > 1)
                figure.Add($"<polyline class=\"line {style}{(series.IsDashed ? " dashed" : "")}\" points=\"{string.Join(' ', run)}\"/>");
            run.Clear();
        }

        foreach (var ((at, value), mark) in series.Points.Zip(series.Marks))
            figure.Add($"<text class=\"tick\" x=\"{x.Place(at, Left, Right)}\" y=\"{y.Place(value, Bottom, Top) - 8}\" text-anchor=\"middle\">{mark}</text>");

        // Many dots would hide the line; they are drawn for their tooltips only.
        bool crowded = series.Points.Count > 40;
        foreach (var (at, value) in series.Points.Where(point => double.IsFinite(point.Y)))
        {
            string shown = IsShare ? value.ToString("P2", CultureInfo.InvariantCulture) : value.ToString("G4", CultureInfo.InvariantCulture);
            figure.Add($"<circle class=\"dot {style}{(crowded ? " small" : "")}\" cx=\"{x.Place(at, Left, Right)}\" cy=\"{y.Place(value, Bottom, Top)}\" r=\"{(crowded ? 4 : 2.8)}\"><title>{series.Name}, {XLabel} {at}: {shown}</title></circle>");
        }
    }
}

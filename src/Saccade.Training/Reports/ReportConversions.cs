using System.Globalization;
using Saccade.Training.Reports.Drawing;
using Saccade.Training.RunLog;

namespace Saccade.Training.Reports;

/// <summary>What conversions to spikes cost, layer by layer, and why.</summary>
internal static class ReportConversions
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>For each conversion the errors by cause, the accuracy right after it, and warnings.</summary>
    public static void Draw(Markup page, List<ReportRun> runs)
    {
        var conversions = runs.SelectMany(run => run.Log.Of<ConversionDone>().Select(conversion => (run, conversion))).ToList();
        if (conversions.Count == 0)
            return;
        page.Add($"<h2>Conversion</h2><p class=\"quiet\">Before fine-tuning. Errors are differences between the quantised activation and the spiking layer's average output, in units of the threshold, both of the mean frame. The causes are those of the layer itself, given what entered it: currents above the threshold (clipping), between two numbers of spikes (quantisation), and spikes that come unevenly (unevenness).</p>");
        foreach (var (run, conversion) in conversions)
            DrawConversion(page, run, conversion);
    }

    private static void DrawConversion(Markup page, ReportRun run, ConversionDone conversion)
    {
        var names = LayerNames.Of(run);
        string Name(LayerConversion layer) => names.GetValueOrDefault(layer.Layer, layer.Layer);
        Table(page, run, conversion, Name);
        foreach (var layer in conversion.Layers)
        {
            foreach (var warning in layer.Warnings())
                page.Add($"<p class=\"failed\">{layer.Explain(warning, Name(layer))}</p>");
        }

        List<Markup?> figures = [Causes(run, conversion, Name), Accuracy(run, conversion)];
        if (figures.TrueForAll(figure => figure is null))
            return;
        page.Add($"<div class=\"grid2\">");
        foreach (var figure in figures.OfType<Markup>())
            page.Add(figure);
        page.Add($"</div>");
    }

    private static void Table(Markup page, ReportRun run, ConversionDone conversion, Func<LayerConversion, string> name)
    {
        string accuracies = conversion is { AccuracyBefore: { } before, AccuracyAfter: { } after } ? $", accuracy {Percent(before)} before and {Percent(after)} after" : "";
        page.Add($"<div class=\"card scroll\"><table><caption>{run.Name}, for {conversion.Phase}{accuracies}</caption>");
        page.Add($"<thead><tr><th>layer</th><th>threshold</th><th>mean error</th><th>largest error</th><th>clipping</th><th>quantisation</th><th>unevenness</th><th>residual</th><th>silent</th><th>firing rate</th></tr></thead><tbody>");
        foreach (var layer in conversion.Layers)
        {
            var errors = layer.Errors;
            page.Add($"<tr><td>{name(layer)}</td><td>{layer.Threshold.ToString("G4", _culture)}</td><td>{Number(layer.MeanError)}</td><td>{layer.MaxError.ToString("0.000", _culture)}</td><td>{Number(errors?.Clipping)}</td><td>{Number(errors?.Quantisation)}</td><td>{Number(errors?.Unevenness)}</td><td>{Percent(errors?.Residual)}</td><td>{Percent(errors?.Silent)}</td><td>{Percent(layer.FiringRate)}</td></tr>");
        }

        page.Add($"</tbody></table></div>");
    }

    private static Markup? Causes(ReportRun run, ConversionDone conversion, Func<LayerConversion, string> name)
    {
        var layers = conversion.Layers.Where(layer => layer.Errors is not null).DistinctBy(name).ToList();
        if (layers.Count == 0)
            return null;
        (string, IReadOnlyDictionary<string, double>) Of(string cause, Func<ConversionErrors, double> error) => (cause, layers.ToDictionary(name, layer => error(layer.Errors!)));
        return new BarChart($"{run.Name}: error by cause, in per cent of the threshold", [.. layers.Select(name)], [Of("clipping", e => e.Clipping), Of("quantisation", e => e.Quantisation), Of("unevenness", e => e.Unevenness)]).Draw();
    }

    private static Markup? Accuracy(ReportRun run, ConversionDone conversion)
    {
        var after = conversion.AccuracyAfterBySteps;
        if (after.Count < 2)
            return null;
        List<Series> series = [new Series("spiking network", [.. after.Select((accuracy, t) => (t + 1.0, accuracy))], 0)];
        if (conversion.AccuracyBefore is { } before)
            series.Add(new Series("quantised network, all frames", [.. after.Select((_, t) => (t + 1.0, before))], 1, IsDashed: true));
        return new LineChart($"{run.Name}: accuracy right after conversion, validation", "time steps", IsShare: true, series).Draw();
    }

    private static string Number(double? value) => value?.ToString("0.0000", _culture) ?? "\u2013";

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0#", _culture) + " %" : "\u2013";
}

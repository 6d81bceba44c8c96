using System.Globalization;
using System.Text;
using Saccade.Networks.Operations;

namespace Saccade.Recognition;

/// <summary>An <see cref="EnergyReport"/> as text in the forms that papers and spreadsheets want.</summary>
public static class EnergyText
{
    private const double Million = 1e6, Micro = 1e6, Nano = 1e3; // picojoule in a micro- and a nanojoule

    /// <summary>What a layer is given, in words.</summary>
    /// <param name="layer">A layer of a report.</param>
    public static string InputOf(LayerEnergy layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Input switch
        {
            InputKind.Real => "real numbers",
            InputKind.Spikes => "spikes",
            InputKind.Counts => $"0 to {layer.MostSpikes} spikes",
            _ => "",
        };
    }

    /// <summary>Comma-separated values: a line for each layer, the sum last; means and sample standard deviations over recordings, energy in picojoule.</summary>
    /// <param name="report">The report.</param>
    public static string ToCsv(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder("layer,kind,input,input_density,firing_rate,mac,mac_deviation,ac,ac_deviation,sop,sop_deviation,energy_pj,energy_pj_deviation,twin_mac,twin_energy_pj\n");
        foreach (var l in report.Layers.Append(report.Total))
        {
            string[] cells =
            [
                l.Layer, l.Kind, InputOf(l), Number(l.InputDensity), Number(l.FiringRate), .. Pair(l.MultiplyAdds), .. Pair(l.Accumulates), .. Pair(l.SynapticOperations), .. Pair(l.Energy),
                $"{l.TwinMultiplyAdds}", Number(l.TwinEnergy),
            ];
            text.AppendJoin(',', cells).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A Markdown table: a line for each layer, the sum last; means over recordings, energy in nanojoule.</summary>
    /// <param name="report">The report.</param>
    public static string ToMarkdown(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        static string Rounded(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
        static string Share(double? value) => value is { } share ? $"{(100 * share).ToString("0.0", CultureInfo.InvariantCulture)} %" : "";
        var text = new StringBuilder("| layer | kind | input | not 0 | firing rate | MAC | AC | SOP | energy nJ |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var l in report.Layers.Append(report.Total))
        {
            string[] cells =
            [
                l.Layer, l.Kind, InputOf(l), Share(l.InputDensity), Share(l.FiringRate), Rounded(l.MultiplyAdds.Mean), Rounded(l.Accumulates.Mean), Rounded(l.SynapticOperations.Mean),
                (l.Energy.Mean / Nano).ToString("#,0.000", CultureInfo.InvariantCulture),
            ];
            text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>One row of a LaTeX table, below a comment that names its columns; operations in millions, energy in microjoule.</summary>
    /// <param name="report">The report.</param>
    /// <param name="name">The first cell.</param>
    public static string ToLatex(EnergyReport report, string name)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(name);
        var total = report.Total;
        string Scaled(double value, double unit) => (value / unit).ToString("0.###", CultureInfo.InvariantCulture);
        string[] cells =
        [
            name.Replace("_", "\\_", StringComparison.Ordinal), $"{report.Steps}", Scaled(total.MultiplyAdds.Mean, Million), Scaled(total.Accumulates.Mean, Million), Scaled(total.SynapticOperations.Mean, Million),
            $"{Scaled(total.Energy.Mean, Micro)} $\\pm$ {Scaled(total.Energy.Deviation, Micro)}", Scaled(total.TwinEnergy, Micro), Scaled(report.GainOverFrame, 1),
        ];
        return $"% model & T & MAC (M) & AC (M) & SOP (M) & energy (uJ) & ANN, one frame (uJ) & ANN / SNN; {report.Costs.Name}\n{string.Join(" & ", cells)} \\\\\n";
    }

    private static string[] Pair(Spread spread) => [Number(spread.Mean), Number(spread.Deviation)];

    private static string Number(double? value) => value is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}

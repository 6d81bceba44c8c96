using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.RunLog;

namespace Saccade.Training.Runs;

/// <summary>What a model's conversion cost, as measurements of its card: lists with a number for each spiking layer, in order.</summary>
public static class ConversionMetrics
{
    private const string Prefix = "conversion.";

    /// <summary>Whether a measurement of a card is of the conversion.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsOne(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>The layers of a converted network as they were before fine-tuning; none if the network was not converted, or by a version that did not keep it.</summary>
    /// <param name="card">The model's card.</param>
    /// <param name="network">Its network.</param>
    public static IReadOnlyList<LayerConversion> Read(ModelCard card, Network network)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(network);
        string[] paths = [.. network.AllLayers.OfType<SpikingLayer>().Select(layer => layer.Path)];
        string[] names = ["threshold", "mean-error", "max-error", "firing-rate", "clipping", "quantisation", "unevenness", "residual", "silent", "reach"];
        var values = names.Select(name => card.Metrics.GetValueOrDefault(Prefix + name, [])).ToList();
        return paths.Length == 0 || !values.TrueForAll(list => list.Count == paths.Length) ? [] : [.. paths.Select((path, i) => Layer(path, [.. values.Select(list => list[i])]))];
    }

    /// <summary>The measurements of a conversion; none where a log does not say the causes.</summary>
    internal static IEnumerable<KeyValuePair<string, IReadOnlyList<double>>> Of(ConversionDone? conversion)
    {
        if (conversion is null || !conversion.Layers.All(layer => layer.Errors is not null))
            return [];
        KeyValuePair<string, IReadOnlyList<double>> List(string name, Func<LayerConversion, double> number) => new(Prefix + name, [.. conversion.Layers.Select(number)]);
        return
        [
            List("threshold", l => l.Threshold), List("mean-error", l => l.MeanError), List("max-error", l => l.MaxError), List("firing-rate", l => l.FiringRate),
            List("clipping", l => l.Errors!.Clipping), List("quantisation", l => l.Errors!.Quantisation), List("unevenness", l => l.Errors!.Unevenness),
            List("residual", l => l.Errors!.Residual), List("silent", l => l.Errors!.Silent), List("reach", l => l.Errors!.Reach),
        ];
    }

    private static LayerConversion Layer(string path, double[] v)
        => new(path, v[0], v[1], v[2], v[3]) { Errors = new ConversionErrors(v[4], v[5], v[6]) { Residual = v[7], Silent = v[8], Reach = v[9] } };
}

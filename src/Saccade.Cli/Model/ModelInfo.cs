using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Tensors;

namespace Saccade.Cli.Model;

/// <summary>What is known about a model.</summary>
internal sealed record ModelInfo(
    string Model,
    string Name,
    bool IsSpiking,
    string Input,
    IReadOnlyList<LayerInfo> Layers,
    long Parameters,
    long MultiplyAddsPerStep,
    Preprocessing Preprocessing,
    IReadOnlyList<string> Labels,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics,
    IReadOnlyDictionary<string, string> Splits,
    string? Recipe)
{
    public static ModelInfo Of(string path, Network network, ModelCard card)
    {
        var size = network.Description.Input;
        var layers = network.AllLayers.Select(layer => LayerInfo.Of(layer, network)).ToList();
        return new ModelInfo(
            path, card.Name, network.IsSpiking, $"[H {size.Height}, W {size.Width}, C {size.Channels}]", layers, network.TrainableCount,
            layers.Sum(l => l.MultiplyAdds), card.Preprocessing, card.Labels, card.Metrics, card.Splits, card.Recipe);
    }
}

/// <summary>A layer of a model.</summary>
internal sealed record LayerInfo(string Name, string Kind, string Output, long Parameters, long MultiplyAdds, double? Threshold, string Detail)
{
    public static LayerInfo Of(Layer layer, Network network)
    {
        // A residual block has no parameters of its own: those of its layers count there.
        string prefix = layer.Name + ".";
        long parameters = layer is ResidualLayer
            ? 0
            : network.Parameters.Where(p => p.Kind != ParameterKind.Statistic && p.Name.StartsWith(prefix, StringComparison.Ordinal)).Sum(p => (long)p.Shape.Count);
        double? threshold = layer switch
        {
            SpikingLayer spiking => spiking.Threshold?.Values[0] ?? spiking.Neuron.Threshold,
            QuantisedLayer quantised => quantised.Threshold.Values[0],
            _ => null,
        };
        return new LayerInfo(layer.Name, LayerText.KindOf(layer.Description), layer.Output.ToString(), parameters, layer.MultiplyAdds, threshold, LayerText.DetailOf(layer.Description));
    }
}

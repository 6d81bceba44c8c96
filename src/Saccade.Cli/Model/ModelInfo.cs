using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
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
        var layers = network.AllLayers.Select(LayerInfo.Of).ToList();
        return new ModelInfo(
            path, card.Name, network.IsSpiking, $"[H {size.Height}, W {size.Width}, C {size.Channels}]", layers, network.TrainableCount,
            layers.Sum(l => l.MultiplyAdds), card.Preprocessing, card.Labels, card.Metrics, card.Splits, card.Recipe);
    }
}

/// <summary>A layer of a model.</summary>
internal sealed record LayerInfo(string Name, string Kind, string Output, long Parameters, long MultiplyAdds, double? Threshold, string Detail)
{
    public static LayerInfo Of(Layer layer)
    {
        long parameters = layer.Parameters.Where(p => p.Kind != ParameterKind.Statistic).Sum(p => (long)p.Shape.Count);
        double? threshold = layer switch
        {
            SpikingLayer spiking => spiking.Threshold?.Values[0] ?? spiking.Neuron.Threshold,
            QuantisedLayer quantised => quantised.Threshold.Values[0],
            _ => null,
        };
        return new LayerInfo(layer.Path, layer.Description.Title, layer.Output.ToString(), parameters, layer.MultiplyAdds, threshold, layer.Description.Detail);
    }
}

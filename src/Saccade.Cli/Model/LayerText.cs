using Saccade.Networks;

namespace Saccade.Cli.Model;

/// <summary>Layers in words.</summary>
internal static class LayerText
{
    /// <summary>For example <c>average pool</c>.</summary>
    public static string KindOf(LayerDescription description) => description switch
    {
        LayerDescription.BatchNorm => "batch norm",
        LayerDescription.AveragePool => "average pool",
        LayerDescription.MaxPool => "max pool",
        LayerDescription.Spiking spiking => $"{spiking.Neuron.Kind.ToString().ToUpperInvariant()} neurons",
        _ => description.GetType().Name.ToLowerInvariant(),
    };

    /// <summary>For example <c>3x3, stride 2</c>; empty if there is nothing to say.</summary>
    public static string DetailOf(LayerDescription description) => description switch
    {
        LayerDescription.Convolution c => $"{c.Kernel}x{c.Kernel}{(c.Stride == 1 ? "" : $", stride {c.Stride}")}{(c.Groups == 1 ? "" : $", {c.Groups} groups")}",
        LayerDescription.Quantised q => $"{q.Levels} levels",
        LayerDescription.Spiking { Neuron: var n } => $"{n.Reset.ToString().ToLowerInvariant()} reset{(n.Kind == NeuronKind.If ? "" : $", tau {n.Tau}")}",
        LayerDescription.Dropout d => $"rate {d.Probability}",
        _ => "",
    };
}

using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>
/// Spikes of several levels for hardware that knows spikes of 0 and 1: a neuron of M levels sends M binary spikes, the weights behind it are there M times (SpikeYOLO, Luo et al. 2024,
/// arXiv 2407.20708, sends them one after the other; side by side they are the same sum). Exact in real numbers, and to the bit where no sum rounds, as with
/// integer weights; the accumulates are the same, spike for spike.
/// </summary>
public static class BinaryExpansion
{
    /// <summary>A copy of a network whose weights see binary spikes only.</summary>
    /// <param name="network">A trained network; stays as it is.</param>
    /// <returns>A network that computes the same, with a <see cref="UnaryCode"/> after each layer of neurons of several levels.</returns>
    /// <exception cref="ArgumentException">Such neurons are inside branches, or something but pools, a flatten, a dropout and then a convolution or linear layer comes after them.</exception>
    public static Network Expand(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.AllLayers.Except(network.Layers).FirstOrDefault(layer => layer is NeuronLayer { Levels: > 1 }) is { } inside)
            throw new ArgumentException($"expansion: layer {inside.Path} has neurons of several levels inside branches, expected them in a plain list of layers");
        List<Part> parts = [];
        Code? code = null;
        foreach (var layer in network.Layers)
        {
            parts.Add(new Part(layer.Description, layer, code));
            code = After(layer, code);
            if (layer is NeuronLayer { Levels: > 1 } neurons)
            {
                code = CodeOf(neurons);
                parts.Add(new Part(new UnaryCode(neurons.Levels), null, null));
            }
        }

        if (code is not null)
            throw new ArgumentException("expansion: the network ends with neurons of several levels, expected a linear layer after them");
        var expanded = Network.Blank(network.Description with { Layers = new LayerList(parts.Select(part => part.Description)) });
        foreach (var (part, layer) in parts.Zip(expanded.Layers))
            Copy(part, layer);
        return expanded;
    }

    private static Code CodeOf(NeuronLayer neurons) => neurons.SpikeHeights is { } heights && heights.All(height => height == 1)
        ? new Code(neurons.Levels, neurons.Output.Channels)
        : throw new ArgumentException($"expansion: layer {neurons.Path} has spikes of another height than 1, expected 1");

    /// <summary>The code of what a layer emits, given that of its input.</summary>
    private static Code? After(Layer layer, Code? code) => layer.Description switch
    {
        _ when code is null => null,
        Convolution { Groups: 1 } or Linear => null,
        AveragePool or MaxPool or AdaptiveAveragePool or Flatten or Dropout => code,
        _ => throw new ArgumentException($"expansion: layer {layer.Path} ({layer.Description.Title}) gets spikes of several levels, expected pools, a flatten, a dropout, a convolution without groups or a linear layer"),
    };

    private static void Copy(Part part, Layer layer)
    {
        if (part.Source is null)
            return;
        foreach (var (from, to) in part.Source.AllParameters.Zip(layer.AllParameters))
        {
            if (part.Input is { } code && from.Kind == ParameterKind.Weight)
                Repeat(from, to, code);
            else
                from.Values.CopyTo(to.Values, 0);
        }
    }

    /// <summary>Each run of rows that belong to the channels of one position, as often as there are levels. [..., C, outputs] to [..., M, C, outputs].</summary>
    private static void Repeat(Parameter from, Parameter to, Code code)
    {
        int run = code.Channels * from.Shape[^1];
        for (int start = 0; start < from.Values.Length; start += run)
        {
            for (int level = 0; level < code.Levels; level++)
                from.Values.AsSpan(start, run).CopyTo(to.Values.AsSpan((start * code.Levels) + (level * run), run));
        }
    }

    /// <summary>A layer of the expanded network, what it was, and the code of what enters it.</summary>
    private sealed record Part(LayerDescription Description, Layer? Source, Code? Input);

    /// <summary>So many channels in the place of each.</summary>
    private sealed record Code(int Levels, int Channels);
}

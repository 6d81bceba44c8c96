namespace Saccade.Networks;

/// <summary>
/// ANN to SNN (HSD, arXiv 2409.12507, section 4.2; QCFS, arXiv 2303.04347): every quantised activation becomes a layer of IF neurons whose threshold is the
/// learned lambda, or, where a spike has M levels of the height of the threshold, lambda / M: then one step can say what the activation says with M of its levels. All weights and statistics are copied, so the source stays untouched and can be the teacher.
/// </summary>
/// <remarks>
/// Every layer but ReLU may stand in the source. Means over time pass through linear layers, average pools and branches that add or concatenate as they are; max pools
/// and branches that multiply (and, iand, gate) work step by step, where the mean of products is not the product of means: what that costs, fine-tuning has to win back.
/// </remarks>
public static class SpikingConversion
{
    /// <summary>Converts a network.</summary>
    /// <param name="source">A network with quantised activations.</param>
    /// <param name="neuron">The neuron that replaces them; <see cref="NeuronDescription.Converted"/> by default.</param>
    /// <exception cref="ArgumentException">There is nothing to convert, or something that cannot be.</exception>
    public static Network Convert(Network source, NeuronDescription? neuron = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        neuron ??= NeuronDescription.Converted;
        if (!neuron.ThresholdIsParameter)
            throw new ArgumentException("got a neuron with a fixed threshold, expected one that holds its threshold as a parameter: conversion sets it to the learned lambda");
        if (neuron.Has(NeuronConstant.Threshold))
            throw new ArgumentException("conversion: the threshold is the learned lambda, which is one number for a layer; leave it out of the constants per channel");
        if (!source.AllLayers.Any(l => l is QuantisedLayer))
            throw new ArgumentException("got a network without quantised activations, expected at least one: conversion replaces them with spiking neurons");
        if (source.AllLayers.FirstOrDefault(l => l is ReluLayer) is { } relu)
            throw new ArgumentException($"conversion: layer {relu.Path} is a ReLU, which has no threshold; train with quantised activations");

        var layers = source.Description.Layers.Map(l => l is Quantised ? new Spiking(neuron) { Name = l.Name } : l);
        var target = Network.Blank(source.Description with { Layers = layers });
        target.CopyFrom(source);
        foreach (var threshold in target.AllLayers.OfType<SpikingLayer>().Where(layer => layer.Neuron == neuron).Select(layer => layer.Threshold!))
        {
            if (neuron.Height == SpikeHeight.Threshold)
                threshold.Values[0] /= neuron.Levels; // M spikes at once are lambda again
            threshold.Clamp();
        }

        return target;
    }
}

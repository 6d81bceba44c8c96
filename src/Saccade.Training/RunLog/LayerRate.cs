namespace Saccade.Training.RunLog;

/// <summary>How often the neurons of a layer fire.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Rate">Spikes per neuron and step, 0 to 1.</param>
public sealed record LayerRate(string Layer, double Rate);

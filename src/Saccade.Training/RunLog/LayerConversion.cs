namespace Saccade.Training.RunLog;

/// <summary>What the conversion of one layer costs, on a sample of the data.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Threshold">Its threshold, the lambda of the activation.</param>
/// <param name="MeanError">Mean absolute difference of the quantised activation and the spiking layer's average output, in units of the threshold.</param>
/// <param name="MaxError">Largest such difference.</param>
/// <param name="FiringRate">Spikes per neuron and step.</param>
public sealed record LayerConversion(string Layer, double Threshold, double MeanError, double MaxError, double FiringRate);

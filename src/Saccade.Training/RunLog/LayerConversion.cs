namespace Saccade.Training.RunLog;

/// <summary>What the conversion of one layer costs, on a sample of the data.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Threshold">Its threshold, the lambda of the activation.</param>
/// <param name="MeanError">Mean absolute difference of the quantised activation and the spiking layer's average output, in units of the threshold.</param>
/// <param name="MaxError">Largest such difference.</param>
/// <param name="FiringRate">Spikes per neuron and step.</param>
public sealed record LayerConversion(string Layer, double Threshold, double MeanError, double MaxError, double FiringRate)
{
    /// <summary>From these shares on a cause is worth a warning; an error is in units of the threshold.</summary>
    private const double FarBelow = 0.5, MuchClipped = 0.05, ManyNeurons = 0.25;

    /// <summary>The error by cause; null in logs of older versions.</summary>
    public ConversionErrors? Errors { get; init; }

    /// <summary>What is wrong, the worst first; a dead layer has no other fault.</summary>
    public IEnumerable<ConversionWarning> Warnings()
    {
        if (Errors is null)
            yield break;
        if (Errors.Silent >= 1)
        {
            yield return ConversionWarning.DeadLayer;
            yield break;
        }

        if (Errors.Reach < FarBelow)
            yield return ConversionWarning.ThresholdFarAbove;
        if (Errors.Clipping > MuchClipped)
            yield return ConversionWarning.ThresholdBelow;
        if (Errors.Residual > ManyNeurons)
            yield return ConversionWarning.ResidualPotential;
    }

    /// <summary>A warning as a sentence for people, with its cause and what to try.</summary>
    /// <param name="warning">One of <see cref="Warnings"/>.</param>
    /// <param name="layer">What to call the layer.</param>
    public string Explain(ConversionWarning warning, string layer) => warning switch
    {
        ConversionWarning.DeadLayer => FormattableString.Invariant($"Layer {layer} is dead: none of its neurons fires (threshold {Threshold:0.###}). Nothing gets past it; begin the threshold lower (network.threshold) or train the quantised network longer."),
        ConversionWarning.ThresholdFarAbove => FormattableString.Invariant($"Layer {layer}: its threshold of {Threshold:0.###} is far above the activations: 99 % of them stay below {Errors!.Reach:0.00} of it, so few neurons fire at the first steps; begin the threshold lower (network.threshold)."),
        ConversionWarning.ThresholdBelow => FormattableString.Invariant($"Layer {layer}: its threshold of {Threshold:0.###} is below the activations: clipping takes {Errors!.Clipping:0.00} of the threshold from the mean neuron; begin it higher (network.threshold)."),
        _ => FormattableString.Invariant($"Layer {layer}: residual potential: {100 * Errors!.Residual:0} % of its neurons end with a spike too many or too few, because spikes come unevenly; more time steps or fine-tuning take it away."),
    };
}

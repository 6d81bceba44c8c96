namespace Saccade.Training.RunLog;

/// <summary>What is wrong with a layer after its conversion, by cause.</summary>
public enum ConversionWarning
{
    /// <summary>No neuron of the layer fires.</summary>
    DeadLayer,

    /// <summary>Hardly any current gets to half of the threshold, so hardly any neuron fires at the first step.</summary>
    ThresholdFarAbove,

    /// <summary>Much of the currents lies above the threshold and is lost.</summary>
    ThresholdBelow,

    /// <summary>Many neurons end with a spike too many or too few in their potential.</summary>
    ResidualPotential,
}

namespace Saccade.Networks;

/// <summary>How a membrane integrates its input.</summary>
public enum NeuronKind
{
    /// <summary>Integrate and fire: no leak.</summary>
    If,

    /// <summary>Leaky integrate and fire with a fixed time constant.</summary>
    Lif,

    /// <summary>Leaky integrate and fire with one learned time constant per layer (1/tau = sigmoid(w)); known as <c>ParametricLIFNode</c>.</summary>
    Plif,
}

/// <summary>A constant of neurons that may have a value for each channel.</summary>
public enum NeuronConstant
{
    /// <summary>The threshold.</summary>
    Threshold,

    /// <summary>The time constant.</summary>
    Tau,

    /// <summary>The potential after a hard reset.</summary>
    ResetPotential,
}

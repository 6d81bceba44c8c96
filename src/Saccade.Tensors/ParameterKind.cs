namespace Saccade.Tensors;

/// <summary>What a parameter's values are; optimisers decay and train by kind.</summary>
public enum ParameterKind
{
    /// <summary>Weight of a convolution or linear layer.</summary>
    Weight,

    /// <summary>Bias of a convolution or linear layer.</summary>
    Bias,

    /// <summary>Scale or shift of a normalisation.</summary>
    Normalization,

    /// <summary>Threshold of a neuron or of a quantised activation (lambda).</summary>
    Threshold,

    /// <summary>Membrane constant of a neuron, or constant of a synapse.</summary>
    Membrane,

    /// <summary>Running statistic: part of the model, never trained by gradients.</summary>
    Statistic,
}

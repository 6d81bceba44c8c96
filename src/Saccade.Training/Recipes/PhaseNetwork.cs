namespace Saccade.Training.Recipes;

/// <summary>The form of the network that a phase trains.</summary>
public enum PhaseNetwork
{
    /// <summary>Quantised activations (QCFS), every frame for itself.</summary>
    Quantised,

    /// <summary>Spiking neurons, through time.</summary>
    Spiking,

    /// <summary>ReLU activations, every frame for itself: the twin of a spiking network, as a teacher.</summary>
    Relu,
}

using Saccade.Kernels.Sparse;

namespace Saccade.Streaming;

/// <summary>How a plan is made of a network.</summary>
public sealed record StreamPlanOptions
{
    /// <summary>
    /// Whether constants go into weights: batch norms into the layer before them, heights of spikes into the layer after them. A folded plan is faster and makes the same decisions but for
    /// rounding; a plan that is not folded gives the bits of the network.
    /// </summary>
    public bool Fold { get; init; } = true;

    /// <summary>How weights are kept. Whole numbers need a folded plan.</summary>
    public PlanWeights Weights { get; init; }

    /// <summary>What the dense and the sparse path cost on this machine; each layer chooses by it at every step. A wrong choice costs time, never a bit.</summary>
    public ConvolutionCost Cost { get; init; } = ConvolutionCost.Usual;
}

/// <summary>How a plan keeps weights.</summary>
public enum PlanWeights
{
    /// <summary>As trained.</summary>
    Float32,

    /// <summary>
    /// Whole numbers of 8 bits, with a scale for each output channel, wherever the input is spikes, and of the same size, in floats, in a first layer, which sees counts; others (those after attention, for example) stay as they
    /// are. Spikes are whole numbers already, so there is nothing to calibrate: weights alone are rounded.
    /// </summary>
    Int8,
}

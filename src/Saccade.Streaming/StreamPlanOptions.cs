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

    /// <summary>What the dense and the sparse path cost on this machine; each layer chooses by it at every step. A wrong choice costs time, never a bit.</summary>
    public ConvolutionCost Cost { get; init; } = ConvolutionCost.Usual;
}

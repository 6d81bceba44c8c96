using Saccade.Kernels.Sparse;
using Saccade.Recognition;

namespace Saccade.Streaming;

/// <summary>How a plan is made of a network.</summary>
public sealed record StreamPlanOptions
{
    /// <summary>
    /// Whether constants go into weights: batch norms into the layer before them, heights of spikes into the layer after them. A folded plan is faster and makes the same decisions but for
    /// rounding; a plan that is not folded gives the bits of the network.
    /// </summary>
    public bool Fold { get; init; } = true;

    /// <summary>
    /// How weights are kept; null for as the model has them, and as floats where a network is compiled without its card. 8 bits are used wherever the input is spikes, and in a first layer, which sees counts, as the same whole
    /// numbers in floats; other layers (those after attention, for example) keep floats. Spikes are whole numbers already, so weights alone are rounded. They need a folded plan.
    /// </summary>
    public WeightFormat? Weights { get; init; }

    /// <summary>These for a model: its weights as it has them, if nothing else is asked for.</summary>
    internal StreamPlanOptions For(ModelCard card) => this with { Weights = Weights ?? (Fold ? card.Weights : WeightFormat.Float32) };

    /// <summary>What the dense and the sparse path cost on this machine; each layer chooses by it at every step. A wrong choice costs time, never a bit.</summary>
    public ConvolutionCost Cost { get; init; } = ConvolutionCost.Usual;
}

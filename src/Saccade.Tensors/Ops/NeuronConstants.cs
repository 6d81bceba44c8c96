namespace Saccade.Tensors.Ops;

/// <summary>
/// The tensors that constants of neurons were read from, for their gradients: each of one element, or of one for each channel
/// where the neurons have constants for each channel.
/// </summary>
public sealed record NeuronConstants
{
    /// <summary>The threshold, or null. The start potential follows it as the share of it that it is.</summary>
    public Tensor? Threshold { get; init; }

    /// <summary>w, of which the leak rate is sigmoid(w) (PLIF), or null.</summary>
    public Tensor? Membrane { get; init; }

    /// <summary>The reset potential, or null; the neurons must be told that it is learned.</summary>
    public Tensor? ResetPotential { get; init; }

    /// <summary>Whether the output height is the threshold (converted networks) and not a number of its own; matters to the threshold's gradient only.</summary>
    public bool HeightFollowsThreshold { get; init; }

    internal bool IsLearned => Threshold is { RequiresGradient: true } || Membrane is { RequiresGradient: true } || ResetPotential is { RequiresGradient: true };
}

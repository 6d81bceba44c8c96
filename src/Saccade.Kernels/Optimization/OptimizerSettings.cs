namespace Saccade.Kernels.Optimization;

/// <summary>The numbers of one update by stochastic gradient descent.</summary>
/// <param name="LearningRate">Step size, already scheduled.</param>
/// <param name="Momentum">Share of the velocity that is kept, in [0, 1); 0 for none.</param>
/// <param name="Decay">Weight decay: added to the gradient as <c>Decay * parameter</c> (an L2 penalty).</param>
/// <param name="Nesterov">Whether the step looks ahead: <c>gradient + Momentum * velocity</c> instead of the velocity.</param>
internal readonly record struct SgdSettings(double LearningRate, double Momentum = 0, double Decay = 0, bool Nesterov = false);

/// <summary>The numbers of one update by Adam or AdamW.</summary>
/// <param name="LearningRate">Step size, already scheduled.</param>
/// <param name="Beta1">Share of the first moment that is kept, in [0, 1).</param>
/// <param name="Beta2">Share of the second moment that is kept, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the corrected second moment.</param>
/// <param name="Decay">Strength of the weight decay.</param>
/// <param name="DecayRule">How the decay enters: <see cref="WeightDecay.Penalty"/> is Adam, <see cref="WeightDecay.Decoupled"/> AdamW.</param>
internal readonly record struct AdamSettings(
    double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double Decay = 0, WeightDecay DecayRule = WeightDecay.Penalty);

/// <summary>How weight decay enters an adaptive update.</summary>
public enum WeightDecay
{
    /// <summary>As the gradient of a penalty, <c>gradient + decay * parameter</c>, which the moments see (Adam).</summary>
    Penalty,

    /// <summary>As a shrinking of its own, <c>parameter * (1 - rate * decay)</c>, beside the moments (AdamW; Loshchilov and Hutter 2019).</summary>
    Decoupled,
}

namespace Saccade.Kernels.Optimization;

/// <summary>The numbers of one update by Adam or AdamW.</summary>
/// <param name="LearningRate">Step size, already scheduled.</param>
/// <param name="Beta1">Share of the first moment that is kept, in [0, 1).</param>
/// <param name="Beta2">Share of the second moment that is kept, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the corrected second moment.</param>
/// <param name="Decay">Strength of the weight decay.</param>
/// <param name="DecayRule">How the decay enters: <see cref="WeightDecay.Penalty"/> is Adam, <see cref="WeightDecay.Decoupled"/> AdamW.</param>
public readonly record struct AdamSettings(
    double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double Decay = 0, WeightDecay DecayRule = WeightDecay.Penalty);

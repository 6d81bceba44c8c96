namespace Saccade.Kernels.Optimization;

/// <summary>The numbers of one update by stochastic gradient descent.</summary>
/// <param name="LearningRate">Step size, already scheduled.</param>
/// <param name="Momentum">Share of the velocity that is kept, in [0, 1); 0 for none.</param>
/// <param name="Decay">Weight decay: added to the gradient as <c>Decay * parameter</c> (an L2 penalty).</param>
/// <param name="Nesterov">Whether the step looks ahead: <c>gradient + Momentum * velocity</c> instead of the velocity.</param>
public readonly record struct SgdSettings(double LearningRate, double Momentum = 0, double Decay = 0, bool Nesterov = false);

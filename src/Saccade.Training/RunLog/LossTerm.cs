namespace Saccade.Training.RunLog;

/// <summary>The share of one objective in the loss.</summary>
/// <param name="Kind">Kind of the objective, for example <c>step-distillation</c>.</param>
/// <param name="Value">Mean over the samples, with its weight.</param>
public sealed record LossTerm(string Kind, double Value);

namespace Saccade.Kernels.Temporal;

/// <summary>Extents of a computation along time on [steps, elements], each element of a step with coefficients of its own or of its channel.</summary>
/// <param name="Steps">Steps of the output.</param>
/// <param name="Elements">Elements of a step.</param>
/// <param name="Period">Coefficients: element m has the one numbered m modulo this. A multiple of the channels keeps short rows of channels wide.</param>
public readonly record struct TemporalShape(int Steps, int Elements, int Period);

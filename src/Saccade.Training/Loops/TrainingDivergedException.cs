using Saccade.Files;

namespace Saccade.Training.Loops;

/// <summary>A loss or gradient is no longer a finite number; the parameters are those of the last good step.</summary>
public sealed class TrainingDivergedException(string message) : SaccadeException(message);

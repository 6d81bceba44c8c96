using Saccade.Files;

namespace Saccade.Training.Ranks;

/// <summary>There is no MPI library here, it is of a kind that is not known, or one of its calls failed.</summary>
/// <param name="message">What was got, what was expected, and what to install.</param>
/// <param name="inner">The cause, if another exception reported it.</param>
public sealed class MpiException(string message, Exception? inner = null) : SaccadeException(message, inner);

using Saccade.Files;

namespace Saccade.Training.Checkpoints;

/// <summary>A run folder cannot be used: it is in use, holds another recipe's run, or holds none.</summary>
/// <param name="message">What is the matter and what to do.</param>
/// <param name="inner">The cause, if there is another exception behind it.</param>
public sealed class RunFolderException(string message, Exception? inner = null) : SaccadeException(message, inner);

namespace Saccade.Files;

/// <summary>
/// The root of what the library throws about the world outside: a file, a recipe, a run that is not what it should be. The message is
/// meant for the person at the command. Wrong arguments and wrong use of an object are exceptions of .NET; stopping is <see cref="OperationCanceledException"/>.
/// </summary>
/// <param name="message">What was got, what was expected, where, and what to do.</param>
/// <param name="inner">The cause, when another exception reported it.</param>
public abstract class SaccadeException(string message, Exception? inner = null) : Exception(message, inner);

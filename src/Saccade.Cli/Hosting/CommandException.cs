namespace Saccade.Cli.Hosting;

/// <summary>A problem whose exit code the command knows better than the type of an exception tells.</summary>
/// <param name="code">The exit code.</param>
/// <param name="message">One sentence.</param>
/// <param name="inner">The cause.</param>
internal sealed class CommandException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode Code { get; } = code;
}

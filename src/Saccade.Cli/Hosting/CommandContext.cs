using Saccade.Cli.Output;

namespace Saccade.Cli.Hosting;

/// <summary>What a command runs in.</summary>
/// <param name="Console">Where it reads and writes.</param>
/// <param name="Cancellation">Asks it to stop.</param>
internal sealed record CommandContext(ICommandConsole Console, CancellationToken Cancellation)
{
    /// <summary>A line to standard error.</summary>
    public void Tell(string line) => Console.Error.WriteLine(line);
}

/// <summary>A problem whose exit code the command knows better than the type of an exception tells.</summary>
/// <param name="code">The exit code.</param>
/// <param name="message">One sentence.</param>
/// <param name="inner">The cause.</param>
internal sealed class CommandException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode Code { get; } = code;
}

/// <summary>The options of a command as a value.</summary>
internal interface ICommandOptions
{
    /// <summary>All that is wrong with them, one sentence each; files are not looked at.</summary>
    IEnumerable<string> Validate();
}

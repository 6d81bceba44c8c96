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

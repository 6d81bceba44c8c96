using Saccade.Cli.Output;

namespace Saccade.Cli.Hosting;

/// <summary>How the program is called where it runs, for commands that people copy.</summary>
internal static class CommandName
{
    /// <summary>Set by the start-up script of a clone, whose name is typed with its folder.</summary>
    private const string Variable = "SACCADE_COMMAND";

    /// <summary>The name as it was typed, for a shell.</summary>
    public static string AsTyped => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } typed ? Text.Quote(typed) : "saccade";
}

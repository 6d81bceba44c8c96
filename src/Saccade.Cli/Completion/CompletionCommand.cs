using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Completion;

/// <summary>Options of <c>saccade completion</c>.</summary>
internal sealed record CompletionOptions : ICommandOptions
{
    public required string Shell { get; init; }

    public IEnumerable<string> Validate()
    {
        if (CompletionCommand.ShellOf(Shell) is null)
            yield return $"{Shell}: expected one of {string.Join(", ", CompletionCommand.Shells)}";
    }
}

/// <summary><c>saccade completion</c>: prints a script that completes command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>The names of the shells.</summary>
    public static IReadOnlyList<string> Shells { get; } = [.. Enum.GetNames<Shell>().Select(name => name.ToLowerInvariant())];

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = $"{string.Join(", ", Shells)}.", HelpName = "SHELL" };
        shell.CompletionSources.Add([.. Shells]);
        var command = new CommandWithExamples(
            "completion",
            "Print a script with which a shell completes commands and options.",
            "saccade completion bash > ~/.local/share/bash-completion/completions/saccade",
            "saccade completion powershell >> $PROFILE")
        {
            shell,
        };
        command.SetAction(parsed => CommandRunner.Run(context, new CompletionOptions { Shell = parsed.GetRequiredValue(shell) }, Run));
        return command;
    }

    /// <summary>The shell of that name, or null.</summary>
    public static Shell? ShellOf(string name) => Shells.Contains(name, StringComparer.Ordinal) ? Enum.Parse<Shell>(name, ignoreCase: true) : null;

    private static ExitCode Run(CompletionOptions options, CommandContext context)
    {
        context.Console.Out.Write(CompletionScripts.Of(ShellOf(options.Shell)!.Value));
        return ExitCode.Ok;
    }
}

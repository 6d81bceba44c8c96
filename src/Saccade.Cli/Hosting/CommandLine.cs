using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Saccade.Cli.Hosting;

/// <summary>From words to a command's exit code.</summary>
internal static class CommandLine
{
    public static int Run(string[] args, CommandContext context)
    {
        var root = CommandTree.Build(context);
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = new HelpWithExamples((HelpAction)help.Action!);
            else if (option is VersionOption version)
                version.Action = new ShowVersion();
        }

        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        bool asksForHelp = parsed.Action is HelpWithExamples or ShowVersion;
        if (!asksForHelp && parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
        {
            // 'saccade' or 'saccade data' alone: show what there is.
            root.Parse([.. args, "--help"]).Invoke(Configuration(context));
            return (int)ExitCode.Usage;
        }

        if (!asksForHelp && parsed.Errors.Count > 0)
            return Refuse(parsed, context);
        return parsed.Invoke(Configuration(context));
    }

    private static InvocationConfiguration Configuration(CommandContext context) => new()
    {
        Output = context.Console.Out,
        Error = context.Console.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null, // signals are ours: see Interrupts
    };

    private static int Refuse(ParseResult parsed, CommandContext context)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
            context.Tell($"saccade: there is no '{string.Join(' ', [.. Path(command).Split(' ').Skip(1), parsed.UnmatchedTokens is [var first, ..] ? first : ""])}'; there are {string.Join(", ", command.Subcommands.Select(c => c.Name))}");
        foreach (string message in command.Subcommands.Count > 0 ? [] : parsed.Errors.Select(e => e.Message).Distinct())
            context.Tell($"saccade: {message}");
        context.Tell($"See '{Path(command)} --help'.");
        return (int)ExitCode.Usage;
    }

    private static string Path(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "saccade";

    private sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            inner.Invoke(parseResult);
            if (parseResult.CommandResult.Command is not CommandWithExamples { Examples.Count: > 0 } command)
                return (int)ExitCode.Ok;
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in command.Examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
            return (int)ExitCode.Ok;
        }
    }

    private sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProductVersion.Text);
            return (int)ExitCode.Ok;
        }
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Saccade.Schema;

namespace Saccade.Cli.Hosting;

/// <summary>From words to a command's exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the words name.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="args">The words.</param>
    /// <param name="context">What commands run in.</param>
    public static int Run(RootCommand root, string[] args, CommandContext context)
    {
        if (Suggestions.AreAskedFor(args))
            return Suggestions.Write(root, args, context);
        if (args.Contains(""))
        {
            context.Tell("saccade: got an empty argument, expected a path or a value (a variable of the shell that is not set?)");
            return (int)ExitCode.Usage;
        }

        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = new HelpWithExamples(new HelpAction { MaxWidth = context.Console.Width });
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

        if (!asksForHelp && (parsed.Errors.Count > 0 || UnknownOptions(parsed).Any()))
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
            context.Tell(NoSuchCommand(command, parsed.UnmatchedTokens is [var first, ..] ? first : ""));
        foreach (string message in command.Subcommands.Count > 0 ? [] : parsed.Errors.Select(e => e.Message).Where(text => !IsAboutOption(text, parsed)).Concat(UnknownOptions(parsed)).Distinct())
            context.Tell($"saccade: {message}");
        context.Tell($"See '{Path(command)} --help'.");
        return (int)ExitCode.Usage;
    }

    /// <summary>The parser takes an option that it does not know for a value of an argument.</summary>
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
        => parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Concat(parsed.UnmatchedTokens)
            .Where(value => value.Length > 1 && value[0] == '-')
            .Select(value => $"There is no option '{value}'{Guess(parsed.CommandResult.Command, value)} (a file of that name is './{value}').");

    // What the parser says of such an option is not as helpful.
    private static bool IsAboutOption(string message, ParseResult parsed) => parsed.UnmatchedTokens.Any(token => token.StartsWith('-') && message.Contains($"'{token}'", StringComparison.Ordinal));

    private static string Guess(Command command, string option)
        => Nearest.Find(option.Split('=')[0], [.. command.Options.Select(o => o.Name), "--help"]) is { } near ? $"; did you mean '{near}'?" : "";

    private static string NoSuchCommand(Command command, string word)
    {
        string[] above = Path(command).Split(' ')[1..], names = [.. command.Subcommands.Select(c => c.Name)];
        string guess = Nearest.Find(word, names) is { } near ? $" Did you mean '{string.Join(' ', [.. above, near])}'?" : "";
        return $"saccade: There is no command '{string.Join(' ', [.. above, word])}'.{guess} The commands are {string.Join(", ", names)}.";
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

/// <summary>A command with examples for its help.</summary>
internal sealed class CommandWithExamples(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Lines to type.</summary>
    public IReadOnlyList<string> Examples => examples;
}

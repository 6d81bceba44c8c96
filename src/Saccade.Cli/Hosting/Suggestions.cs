using System.CommandLine;

namespace Saccade.Cli.Hosting;

/// <summary>Answers the scripts that <c>saccade completion</c> prints.</summary>
internal static class Suggestions
{
    private const string Start = "[suggest:", End = "]";

    // Other names of --help, which would only stand in the way.
    private static readonly string[] _left = ["-?", "/?", "/h", "-h"];

    /// <summary>Whether words are a question of a script.</summary>
    public static bool AreAskedFor(IReadOnlyList<string> args) => args.Count > 0 && args[0].StartsWith(Start, StringComparison.Ordinal) && args[0].EndsWith(End, StringComparison.Ordinal);

    /// <summary>Writes what could stand at the end of a line, one a line. Options are offered once a hyphen is typed: else the shell would offer no files.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="args">The question: <c>[suggest:POSITION]</c> and the line.</param>
    /// <param name="context">Where to write.</param>
    public static int Write(RootCommand root, IReadOnlyList<string> args, CommandContext context)
    {
        string line = args.Count > 1 ? args[1] : "";
        int position = int.TryParse(args[0][Start.Length..^End.Length], out int asked) ? Math.Clamp(asked, 0, line.Length) : line.Length;
        line = line[..position];
        bool isOption = line.Split(' ')[^1].StartsWith('-');
        var found = root.Parse(line).GetCompletions(position).Select(item => item.InsertText ?? item.Label)
            .Where(text => text.StartsWith('-') == isOption && !_left.Contains(text, StringComparer.Ordinal));
        foreach (string text in found.Distinct().Order(StringComparer.Ordinal))
            context.Console.Out.WriteLine(text);
        return (int)ExitCode.Ok;
    }
}

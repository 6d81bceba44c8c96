using System.CommandLine;
using Saccade.Cli;
using Saccade.Cli.Hosting;
using Saccade.Tests.Cli;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>Commands and paths that the documents name exist.</summary>
public sealed class DocumentCodeTests
{
    private static readonly RootCommand _root = CommandTree.Build(new CommandContext(new CapturedConsole(), CancellationToken.None));

    // The change log tells of what was, not only of what is.
    private static IEnumerable<(string File, string Code, bool IsLine)> Pieces => Repository.TextFiles()
        .Where(f => f.EndsWith(".md", StringComparison.Ordinal) && f != "CHANGELOG.md")
        .SelectMany(f => DocumentCode.Pieces(Repository.Read(f)).Select(p => (f, p.Code, p.IsLine)));

    [Fact]
    public void CommandsInDocuments_HaveTheNamedOptions()
        => Violations.AssertNone(
            Pieces.SelectMany(p => Problems(DocumentCode.Command(p.Code), p.IsLine).Select(problem => $"{p.File}: {problem}: {p.Code}")),
            "command lines in documents name commands and options that exist");

    [Fact]
    public void PathsInDocuments_Exist()
        => Violations.AssertNone(
            Pieces.SelectMany(p => DocumentCode.Paths(p.Code).Where(path => !Path.Exists(Path.Combine(Repository.Root, path))).Select(path => $"{p.File}: {path}")),
            "files and folders of the repository that documents name exist");

    [Theory]
    [InlineData("saccade train a.yaml --data d --seed 7", true)]
    [InlineData("./saccade train a.yaml --speed 7", false)]
    [InlineData("saccade trian a.yaml", false)]
    [InlineData("saccade train", false)]
    [InlineData("saccade train RECIPE [--data PATH] [--set KEY=VALUE ...]", true)]
    [InlineData("saccade train RECIPE [--speed N]", false)]
    [InlineData("saccade train a.yaml --set 'x=[{kind: a, b: c}]' --test # a remark --not-an-option", true)]
    [InlineData("saccade: a message", true)]
    [InlineData("saccade COMMAND --help", true)]
    public void Problems_OfALine_AreFound(string line, bool sound) => Assert.Equal(sound, !Problems(DocumentCode.Command(line), isLine: true).Any());

    [Fact]
    public void Code_OfAText_IsFoundInBlocksAndSpans()
    {
        const string Text = "a `src/Saccade.Cli/x.cs` b\n\n    $ saccade demo\n```sh\n./saccade doctor | cat docs/how-to/NAME.md\n```\nsrc/not/code";

        Assert.Equal(["src/Saccade.Cli/x.cs", "saccade demo", "./saccade doctor | cat docs/how-to/NAME.md"], DocumentCode.Pieces(Text).Select(p => p.Code));
        Assert.Equal([false, true, true], DocumentCode.Pieces(Text).Select(p => p.IsLine));
        Assert.Equal(["src/Saccade.Cli/x.cs"], DocumentCode.Pieces(Text).SelectMany(p => DocumentCode.Paths(p.Code)));
        Assert.Equal(["doctor"], DocumentCode.Command("./saccade doctor | cat")!);
    }

    /// <summary>What is wrong with a call. A line of a block is a whole call; a span in a sentence may leave arguments out.</summary>
    private static IEnumerable<string> Problems(string[]? words, bool isLine)
    {
        if (words is null or [])
            return [];
        Command command = _root;
        int at = 0;
        for (; at < words.Length && command.Subcommands.FirstOrDefault(c => c.Name == words[at]) is { } next; at++)
            command = next;
        if (command.Subcommands.Count > 0 && at < words.Length && words[at][0] != '-')
            return DocumentCode.IsPattern([words[at]]) || words.Contains("|") ? [] : [$"there is no '{words[at]}'"];

        var known = command.Options.Concat(_root.Options).SelectMany(o => o.Aliases.Append(o.Name)).ToHashSet(StringComparer.Ordinal);
        var unknown = words[at..].SelectMany(w => w.Split('|')).Where(w => w.Length > 1 && w[0] == '-' && !char.IsDigit(w[1]) && !known.Contains(w.Split('=')[0]));
        var problems = unknown.Select(w => $"there is no option '{w}'").ToList();
        return problems.Count > 0 || !isLine || DocumentCode.IsPattern(words) || command.Subcommands.Count > 0 ? problems : _root.Parse(words).Errors.Select(e => e.Message);
    }
}

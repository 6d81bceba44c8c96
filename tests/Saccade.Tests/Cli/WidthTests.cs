using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>Whatever the width of a terminal: no line is longer, but for one whose only word is, and no word is broken.</summary>
[Collection(nameof(TinyWorldCollection))]
public sealed class WidthTests(TinyWorld world)
{
    private static readonly string[] _ofLists = ["-", "only", "with", "default", "required"];

    public static TheoryData<int> Widths => [40, 80, 200];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Help_OfEveryCommand_Fits(int width)
    {
        foreach (string command in CommandLineTests.Commands.Select(c => c.Data))
            Check([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"], width);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Results_Fit(int width)
    {
        string[][] commands =
        [
            ["data", "list"], ["data", "info", world.Data], ["data", "info", "n-mnist"], ["data", "stats", world.Data], ["data", "verify", world.Data],
            ["events", "info", world.TestRecordings[0]], ["model", "info", world.Run], ["eval", "--model", world.Run, "--data", world.Data],
            ["predict", world.TestRecordings[0], "--model", world.Run, "--steps"], ["recipe", "keys"], ["runs", world.Run], ["profile", world.Run, "--rounds", "1"],
        ];
        foreach (string[] command in commands)
            Check(command, width);
    }

    [Fact]
    public void Runs_At80Columns_AreATable()
    {
        using var folder = new TemporaryFolder(); // of its own: a long name of another run would break the table
        string place = Directory.CreateDirectory(Path.Combine(folder.Path, "a")).FullName;
        foreach (string file in (string[])["recipe.yaml", "metrics.jsonl"])
            File.Copy(Path.Combine(world.Run, file), Path.Combine(place, file));

        var run = CliRun.Of(new CapturedConsole(80) { Width = 80 }, CancellationToken.None, "runs", folder.Path).Expect(ExitCode.Ok);

        Assert.Matches("^run +(began +)?state +scored +T=1", run.Out);
    }

    [Fact]
    public void Narrow_Table_BreaksCells_ThenBecomesBlocks()
    {
        static string Shown(int width)
        {
            var writer = new TerminalWriter(new StringWriter { NewLine = "\n" }, width);
            new TextTable("name", "count", "<what it is").Add("first", "12", "a thing of many words").Add("second", "3", "x").Write(writer);
            return writer.ToString();
        }

        Assert.Equal("name    count  what it is\nfirst      12  a thing of many words\nsecond      3  x\n", Shown(80));
        Assert.Equal("name    count  what it is\nfirst      12  a thing of\n               many words\nsecond      3  x\n", Shown(26));
        Assert.Equal("first\n  count: 12\n  what it is: a\n    thing of\n    many words\nsecond\n  count: 3\n  what it is: x\n", Shown(16));
    }

    private static void Check(string[] command, int width)
    {
        var wide = CliRun.Of(new CapturedConsole(Wrapped.Unlimited) { Width = 4000 }, CancellationToken.None, command).Expect(ExitCode.Ok);
        var run = CliRun.Of(new CapturedConsole(width) { Width = width }, CancellationToken.None, command).Expect(ExitCode.Ok);
        string name = $"{string.Join(' ', command)} at {width}";
        var known = Words(wide.Out + wide.Error).ToHashSet(StringComparer.Ordinal);
        foreach (string line in (run.Out + run.Error).Split('\n'))
        {
            bool isOneWord = line.Trim().Split(' ').Length == 1;
            Assert.True(line.Length <= width || isOneWord, $"{name}: {line.Length} characters: {line}");
        }

        // Numbers are measured anew each time.
        Assert.All(Words(run.Out + run.Error).Where(w => !w.Any(char.IsDigit)), word => Assert.True(known.Contains(word) || _ofLists.Contains(word), $"{name}: a word that is not in the text of one line each: {word}"));
    }

    // A list has punctuation where a table has columns.
    private static IEnumerable<string> Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.TrimEnd(':', ';', ','));
}

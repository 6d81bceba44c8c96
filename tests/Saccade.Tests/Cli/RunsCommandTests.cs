using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class RunsCommandTests(TinyWorld world)
{
    [Fact]
    public void Runs_ListsStateAndScores_TheBestFirst()
    {
        using var folder = new TemporaryFolder();
        Copy("good", log => log);
        Copy("stopped", log => [.. log[..^1], log[^1].Replace("completed", "cancelled", StringComparison.Ordinal)]);
        Copy("killed", log => log[..3]);
        Copy("torn/inside", log => ["{", .. log]);
        Directory.CreateDirectory(Path.Combine(folder.Path, "no run"));

        var run = CliRun.Of("runs", folder.Path, "--sort", "score", "--json").Expect(ExitCode.Ok);
        var table = CliRun.Of("runs", folder.Path).Expect(ExitCode.Ok);

        var states = run.Json().EnumerateArray().ToDictionary(r => Path.GetFileName(r.GetProperty("run").GetString()!), r => r.GetProperty("state").GetString());
        Assert.Equal("finished", states["good"]);
        Assert.Equal("stopped", states["stopped"]);
        Assert.Equal("interrupted", states["killed"]);
        Assert.Equal("damaged", states["inside"]);
        Assert.Equal(4, states.Count);
        var good = run.Json().EnumerateArray().First(r => r.GetProperty("state").GetString() == "finished");
        Assert.Equal(world.Trained.Json().GetProperty("test").GetProperty("accuracy").GetDouble(), good.GetProperty("accuracy").GetDouble());
        Assert.Equal("test", good.GetProperty("scored_on").GetString());
        Assert.Contains("T=2", table.Out, StringComparison.Ordinal);
        Assert.Contains("tiny", table.Out, StringComparison.Ordinal);
        Assert.Contains("note: ", table.Error, StringComparison.Ordinal);

        void Copy(string name, Func<string[], string[]> change)
        {
            string place = Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
            File.Copy(Path.Combine(world.Run, "recipe.yaml"), Path.Combine(place, "recipe.yaml"));
            File.WriteAllLines(Path.Combine(place, "metrics.jsonl"), change(File.ReadAllLines(Path.Combine(world.Run, "metrics.jsonl"))));
        }
    }

    [Fact]
    public void Runs_InAFolderWithoutAny_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal($"There is no run in {folder.Path}.\n", CliRun.Of("runs", folder.Path).Expect(ExitCode.Ok).Out);
    }

    [Fact]
    public void Report_OfOneRun_IsMadeAgain_AndOfSeveralCompares()
    {
        using var folder = new TemporaryFolder();
        string copy = Path.Combine(folder.Path, "copy"), page = Path.Combine(folder.Path, "both.html");
        Directory.CreateDirectory(copy);
        foreach (string name in new[] { "recipe.yaml", "metrics.jsonl" })
            File.Copy(Path.Combine(world.Run, name), Path.Combine(copy, name));

        CliRun.Of("report", copy).Expect(ExitCode.Ok);
        CliRun.Of("report", copy).Expect(ExitCode.Ok);
        var both = CliRun.Of("report", world.Run, folder.Path, "--out", page).Expect(ExitCode.Ok);

        Assert.Contains("<html", File.ReadAllText(Path.Combine(copy, "report.html")), StringComparison.Ordinal);
        Assert.Contains("2 runs", both.Out, StringComparison.Ordinal);
        Assert.Contains(">copy<", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Contains("--force replaces it", CliRun.Of("report", world.Run, copy, "--out", page).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
        CliRun.Of("report", world.Run, copy, "--out", page, "--force").Expect(ExitCode.Ok);
    }

    [Fact]
    public void Predict_FromAPipe_IsAsFromTheFile()
    {
        string file = world.TestRecordings[0];
        var console = new CapturedConsole { Input = File.ReadAllBytes(file) };

        var piped = CliRun.Of(console, CancellationToken.None, "predict", "-", "--format", "atis-bin", "--model", world.Run, "--json").Expect(ExitCode.Ok).Json().GetProperty("recordings")[0];
        var named = CliRun.Of("predict", file, "--model", world.Run, "--json").Expect(ExitCode.Ok).Json().GetProperty("recordings")[0];

        Assert.Equal("(standard input)", piped.GetProperty("recording").GetString());
        Assert.Equal(named.GetProperty("label").GetString(), piped.GetProperty("label").GetString());
        Assert.Equal(named.GetProperty("confidence").GetDouble(), piped.GetProperty("confidence").GetDouble());
    }

    [Theory]
    [InlineData("predict - --model RUN")]
    [InlineData("events info -")]
    public void EmptyPipe_IsTold(string line)
    {
        var run = CliRun.Of([.. line.Split(' ').Select(word => word == "RUN" ? world.Run : word)]).Expect(ExitCode.BadData);

        Assert.Contains("(standard input): got nothing, expected a recording", run.Error, StringComparison.Ordinal);
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Saccade.Tests.Training.Studies;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed partial class StudyCommandTests(TinyWorld world) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Study_RunsAndPrints_InEightyColumns()
    {
        string study = TinyStudy.Write(_folder), place = Path.Combine(_folder.Path, "place");
        CapturedConsole Narrow() => new(80) { Width = 80 };

        var run = CliRun.Of(Narrow(), CancellationToken.None, "study", study, "--out", place, "--threads", "1").Expect(ExitCode.Ok);
        var table = CliRun.Of(Narrow(), CancellationToken.None, "study", study, "--out", place, "--table").Expect(ExitCode.Ok);

        Assert.Equal(run.Out, table.Out);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
        ApprovedText.Check("study-table", Numbers().Replace(run.Out, "N.N"));
        Assert.Contains("plain, seed 1: done in", run.Error, StringComparison.Ordinal);
        Assert.Contains("each, trying rate=1e-2, seed 1: done in", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"to go\n", run.Error);
    }

    [Theory]
    [InlineData("csv", "setting,title,split,steps,mean,spread,")]
    [InlineData("latex", "\\begin{tabular}")]
    [InlineData("markdown", "| setting | seeds | T=1 |")]
    [InlineData("json", "{\n  \"study\": \"small\",")]
    public void Table_InEveryForm_IsThatOfTheFile(string format, string head)
    {
        string study = TinyStudy.Write(_folder), place = Path.Combine(_folder.Path, "place");
        CliRun.Of("study", study, "--out", place, "--seeds", "1", "--set", "*.epochs=1").Expect(ExitCode.Ok);

        var run = CliRun.Of("study", study, "--out", place, "--seeds", "1", "--set", "*.epochs=1", "--table", "--format", format).Expect(ExitCode.Ok);

        Assert.StartsWith(head, run.Out, StringComparison.Ordinal);
        string file = format switch { "latex" => "table.tex", "markdown" => "table.md", _ => $"table.{format}" };
        Assert.Equal(run.Out, File.ReadAllText(Path.Combine(place, file)));
    }

    [Fact]
    public void Train_WithSeveralValues_IsAStudy()
    {
        string place = world.Place();

        var run = CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", place, "--test", "--set", "network.threshold=1,2", "--set", "*.epochs=1", "--json").Expect(ExitCode.Ok);

        var rows = run.Json().GetProperty("rows");
        Assert.Equal(["threshold=1", "threshold=2"], rows.EnumerateArray().Select(row => row.GetProperty("setting").GetString()));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(2, row.GetProperty("scores").GetArrayLength()));
    }

    [Fact]
    public void Compare_TwoRuns_OnTheSameRecordings()
    {
        string other = world.Place();
        CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", other, "--test", "--seed", "9").Expect(ExitCode.Ok);

        var run = CliRun.Of("compare", world.Run, other, "--json").Expect(ExitCode.Ok).Json();
        var text = CliRun.Of(new CapturedConsole(80) { Width = 80 }, CancellationToken.None, "compare", world.Run, world.Run).Expect(ExitCode.Ok);

        Assert.Equal(("test", 9, 2), (run.GetProperty("split").GetString(), run.GetProperty("recordings").GetInt32(), run.GetProperty("steps").GetArrayLength()));
        var last = run.GetProperty("steps")[1];
        double[] mine = CliRun.Steps(world.Trained.Json().GetProperty("test"));
        Assert.Equal(mine[1], last.GetProperty("first").GetDouble());
        Assert.Equal(last.GetProperty("first").GetDouble() - last.GetProperty("second").GetDouble(), last.GetProperty("paired").GetProperty("difference").GetDouble(), 1e-12);
        Assert.Contains("level", text.Out, StringComparison.Ordinal);
        Assert.Contains("1.000", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_OfWhatCannotBeCompared_SaysWhy()
    {
        string untested = world.Place(), elsewhere = world.Place();
        CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", untested, "--set", "*.epochs=1").Expect(ExitCode.Ok);
        CliRun.Of("train", world.Recipe, "--data", world.Undivided, "--out", elsewhere, "--set", "*.epochs=1", "--set", "data.test=0.3", "--test").Expect(ExitCode.Ok);

        Assert.Contains("was not tried on the test part, only on validation; 'saccade train", CliRun.Of("compare", world.Run, untested, "--split", "test").Expect(ExitCode.Failure).Error, StringComparison.Ordinal);
        Assert.Contains("different test recordings", CliRun.Of("compare", world.Run, elsewhere).Expect(ExitCode.Failure).Error, StringComparison.Ordinal);
        Assert.Contains("expected the folder of a run", CliRun.Of("compare", world.Run, world.Place()).Expect(ExitCode.Failure).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("study nothing", "got 'nothing', expected the file of a study, or one in the folder 'studies'")]
    [InlineData("study nothing.yaml", "the study cannot be read")]
    [InlineData("study nothing --seeds 1,1", "--seeds 1,1: expected different whole numbers")]
    [InlineData("study nothing --shard 3/2", "--shard 3/2: expected I/N")]
    [InlineData("study nothing --set epochs", "--set epochs: expected key.path=value")]
    [InlineData("compare a b --split train", "--split train: expected test or validation")]
    public void WrongUse_IsTold(string line, string expected) => Assert.Contains(expected, CliRun.Of(line.Split(' ')).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);

    [Fact]
    public void ProblemsOfAStudy_AreTold_BeforeAnythingStarts()
    {
        string study = TinyStudy.Write(_folder, "name: x\nrecipe: tiny.yaml\naxes: {train.epochs: [1, 0]}\n"), place = Path.Combine(_folder.Path, "place");

        var run = CliRun.Of("study", study, "--out", place).Expect(ExitCode.Usage);

        Assert.Contains("study.yaml(3,26): phases.train.epochs: got 0, expected a whole number from 1", run.Error, StringComparison.Ordinal);
        Assert.Contains("the study has a problem", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place));
    }

    [Fact]
    public void DataThatIsNotThere_IsToldOnce()
    {
        string study = _folder.File("study.yaml", Encoding.UTF8.GetBytes($"name: x\nrecipe: {world.Recipe}\nseeds: [1, 2, 3]\n"));

        var none = CliRun.Of("study", study).Expect(ExitCode.BadData);
        var wrong = CliRun.Of("study", study, "--data", "nowhere").Expect(ExitCode.BadData);

        Assert.Equal("saccade: the recipe names no data set; give one with --data\n", none.Error);
        Assert.Contains(": no such folder or archive; give the right one with --data", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void FailingRun_IsNamedAtTheEnd_AndTheExitCodeSaysSo()
    {
        string study = TinyStudy.Write(_folder, "name: x\nrecipe: tiny.yaml\naxes: {train.optimizer: [{kind: sgd, rate: 1e30, weight-decay: 1e30}, {kind: adam}]}\n");

        var run = CliRun.Of("study", study, "--out", Path.Combine(_folder.Path, "place")).Expect(ExitCode.Failure);

        Assert.Contains("\nfailed: optimizer={kind: sgd, rate: 1e30, weight-decay: 1e30}, seed 1 (tiny-seed1-", run.Error, StringComparison.Ordinal);
        Assert.Contains("optimizer={kind: adam}", run.Out, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\d+\.\d+|(?<=rate=)\S+")]
    private static partial Regex Numbers();
}

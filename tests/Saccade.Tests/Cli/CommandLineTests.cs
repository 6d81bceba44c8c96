using System.CommandLine;
using Saccade.Cli;
using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands =>
    [
        "", "train", "study", "eval", "energy", "predict", "stream", "calibrate", "serve", "recipe", "recipe new", "recipe keys", "recipe schema", "events", "events info", "events convert", "events cut", "events filter", "events render", "events simulate", "events compare",
        "data", "data list", "data info", "data download", "data prepare", "data split", "data verify", "data stats", "model", "model info", "model explain", "model export", "model maps", "model import", "model quantise", "bench", "profile", "demo", "doctor", "runs", "report", "compare", "completion",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_IsTheApprovedText(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var run = CliRun.Of([.. words, "--help"]).Expect(ExitCode.Ok);

        ApprovedText.Check("help" + string.Concat(words.Select(w => "-" + w)), run.Out.Replace("Saccade.Tests ", "saccade ", StringComparison.Ordinal)); // the program that runs
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("train", "")]
    [InlineData("events", "info", "")]
    [InlineData("train", "r.yaml", "--out", "")]
    public void EmptyArgument_IsRefusedBeforeAnyWork(params string[] args)
        => Assert.Contains("got an empty argument", CliRun.Of(args).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);

    [Fact]
    public void Help_OfEveryCommandThatDoesSomething_HasExamples()
        => Assert.All(
            Commands.Select(c => c.Data).Where(c => c is not ("" or "recipe" or "events" or "data" or "model")),
            command => Assert.Contains("Examples:\n  saccade " + command, CliRun.Of([.. command.Split(' '), "--help"]).Out.ReplaceLineEndings("\n")));

    [Fact]
    public void Version_IsThatOfTheProject()
    {
        var run = CliRun.Of("--version").Expect(ExitCode.Ok);

        Assert.Matches(@"^saccade \d+\.\d+\.\d+( \([0-9a-f]+\))?\n$", run.Out);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("fly", "There is no command 'fly'. The commands are ")]
    [InlineData("trian", "There is no command 'trian'. Did you mean 'train'? The commands are ")]
    [InlineData("data lsit", "Did you mean 'data list'?")]
    [InlineData("train r --ressume", "There is no option '--ressume'; did you mean '--resume'?")]
    [InlineData("predict a --modle m", "did you mean '--model'?")]
    [InlineData("predict - - --model m", "'-' stands for standard input")]
    [InlineData("completion csh", "csh: expected one of bash, zsh, fish, powershell")]
    [InlineData("recipe keys optimiser", "did you mean 'optimizer'?")]
    [InlineData("recipe new r.yaml", "'--data' is required")]
    [InlineData("runs --sort age", "--sort age: expected date, score or name")]
    [InlineData("events simulate a b --motion nminst", "--motion nminst: expected nmnist or cifar10dvs")]
    [InlineData("eval --model m --data d --exit early", "--exit early: expected confidence, entropy, margin or patience")]
    [InlineData("runs no-such-folder", "there is no folder 'no-such-folder'")]
    [InlineData("report no-such-folder", "there is no run folder 'no-such-folder'")]
    [InlineData("data fly", "There is no command 'data fly'. The commands are list, info")]
    [InlineData("eval --model m", "'--data' is required")]
    [InlineData("train", "Required argument 'RECIPE' missing")]
    [InlineData("train r --threads many", "many")]
    [InlineData("train r --threads 0", "--threads 0: expected 1 to 1024")]
    [InlineData("train r --seed -1", "--seed -1: expected a whole number")]
    [InlineData("train r --set epochs", "--set epochs: expected key.path=value")]
    [InlineData("eval --model m --data d --split some", "--split some: expected one of test, train, validation, all")]
    [InlineData("predict a --model m --fast", "--fast")]
    [InlineData("model info m --recipe --json", "give one of them")]
    [InlineData("data download cifar11", "expected one of n-mnist")]
    [InlineData("data download nmnist", "nmnist: did you mean n-mnist? expected one of")]
    [InlineData("data download CIFAR10_DVS", "did you mean cifar10-dvs?")]
    [InlineData("data prepare d -o s --layout ncars", "did you mean n-cars?")]
    [InlineData("data split d -o no/folder/x --rule hsd", "there is no folder")]
    [InlineData("data prepare d", "'--out' is required")]
    [InlineData("data prepare d -o s --layout x", "--layout x: expected one of")]
    [InlineData("data split d -o s --rule x", "--rule x: expected one of official, hsd")]
    [InlineData("data split d -o s --rule hsd --seed 1", "only rule 'stratified' draws")]
    [InlineData("data split d -o s --rule stratified --shares train=0.5", "--shares train=0.5")]
    [InlineData("data split d -o s --rule stratified --shares a", "--shares a: expected parts and shares")]
    [InlineData("demo --seed x", "--seed x")]
    public void WrongUse_SaysWhatIsWrong_AndPrintsNoResult(string line, string expected)
    {
        var run = CliRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Expect(ExitCode.Usage);

        Assert.Contains(expected, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        if (line.Length > 0)
            Assert.Empty(run.Out);
    }

    [Fact]
    public void Commands_AreAllTested_AndAllInTheDocuments()
    {
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "docs", "commands.md"));
        string[] all = [.. Names(CommandTree.Build(new CommandContext(new CapturedConsole(), CancellationToken.None)), "")];

        Assert.Equal(all.Order(StringComparer.Ordinal), Commands.Select(c => c.Data).Order(StringComparer.Ordinal));
        Assert.All(all.Where(name => !all.Any(other => other.StartsWith(name.Length == 0 ? "" : name + " ", StringComparison.Ordinal) && other != name)), name =>
        {
            Assert.Contains($"| [`{name}`](#{name.Replace(' ', '-')}) |", page, StringComparison.Ordinal);
            Assert.Contains($"\n## {name}\n", page, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<string> Names(Command command, string path)
        => [path, .. command.Subcommands.SelectMany(sub => Names(sub, $"{path} {sub.Name}".TrimStart()))];

    [Fact]
    public void ExitCodes_AreInTheDocuments()
    {
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "docs", "commands.md"));

        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($"| {(int)code} |", page));
    }

    [Fact]
    public void UnexpectedError_IsOneLine_AndNamesTheSwitchForMore()
    {
        var console = new CapturedConsole();

        var code = CommandRunner.Report(new CommandContext(console, CancellationToken.None), new InvalidOperationException("odd"));

        Assert.Equal(ExitCode.Failure, code);
        Assert.Equal("saccade: unexpected error: odd (set SACCADE_DEBUG=1 to see where)\n", console.Error.ToString());
    }

    public static TheoryData<Exception, int> Failures => new()
    {
        { new IOException("No space left on device"), (int)ExitCode.Failure },
        { new UnauthorizedAccessException("denied"), (int)ExitCode.Failure },
        { new OutOfMemoryException(), (int)ExitCode.Failure },
        { new AggregateException(new Saccade.Events.Sources.DatasetException("d", "p")), (int)ExitCode.BadData },
        { new Saccade.Events.Model.EventFormatException("f", 3, "a", "b"), (int)ExitCode.BadData },
        { new Saccade.Networks.Files.ModelFileException("f", 3, "a", "b"), (int)ExitCode.BadModel },
        { new Saccade.Training.Loops.TrainingDivergedException("diverged"), (int)ExitCode.Failure },
        { new Saccade.Training.Checkpoints.RunFolderException("in use"), (int)ExitCode.Failure },
        { new Saccade.Training.RunLog.RunLogException("l", 1, "torn"), (int)ExitCode.Failure },
        { new Saccade.Events.Datasets.Download.DownloadException("f", "no network"), (int)ExitCode.Failure },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void KnownFailure_IsOneLine_WithItsExitCode(Exception failure, int expected)
    {
        var console = new CapturedConsole();

        Assert.Equal((ExitCode)expected, CommandRunner.Report(new CommandContext(console, CancellationToken.None), failure));
        Assert.Equal(1, console.Error.ToString()!.Count(c => c == '\n'));
        Assert.DoesNotContain("unexpected", console.Error.ToString());
    }
}

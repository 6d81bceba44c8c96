using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

public sealed class DemoAndDoctorTests
{
    [Fact]
    public void QuickDemo_TrainsBoth_AndReportsThem()
    {
        using var folder = new TemporaryFolder();
        string place = Path.Combine(folder.Path, "demo");

        var json = CliRun.Of("demo", "--quick", "--seed", "3", "--out", place, "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(["hsd", "direct"], json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.All(json.GetProperty("runs").EnumerateArray(), run =>
        {
            Assert.Equal(5, run.GetProperty("test").GetProperty("accuracy_by_steps").GetArrayLength());
            Assert.True(File.Exists(run.GetProperty("model").GetString()));
        });
        string page = File.ReadAllText(json.GetProperty("report").GetString()!);
        Assert.Contains("distilled (HSD)", page);
        Assert.Contains("trained directly", page);
        Assert.Contains("holds a demo already", CliRun.Of("demo", "--quick", "--out", place).Expect(ExitCode.Usage).Error);
    }

    [Fact]
    public void QuickDemo_ForPeople_IsATableOfSteps()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("demo", "--quick", "--out", Path.Combine(folder.Path, "demo")).Expect(ExitCode.Ok);

        Assert.Matches(@"T=1 +T=2 +T=3 +T=4 +T=5 +firing rate\ndistilled \(HSD\) +\d", run.Out);
        Assert.Contains("report.html", run.Out);
    }

    [Fact]
    public void StoppedDemo_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var console = new CapturedConsole { OnError = line => { if (line.StartsWith("pretrain:", StringComparison.Ordinal)) stop.Cancel(); } };

        var run = CliRun.Of(console, stop.Token, "demo", "--quick", "--out", Path.Combine(folder.Path, "demo")).Expect(ExitCode.Cancelled);

        Assert.Contains("stopped.", run.Error);
    }

    [Fact]
    public void Doctor_FindsAllWell()
    {
        var json = CliRun.Of("doctor", "--json").Json();

        Assert.True(json.GetProperty("kernels_agree").GetBoolean());
        Assert.True(json.GetProperty("training_is_deterministic").GetBoolean());
        Assert.True(json.GetProperty("gigaflops_one_thread").GetDouble() > 0);
        Assert.Equal(json.GetProperty("ok").GetBoolean(), json.GetProperty("problems").GetArrayLength() == 0);
        Assert.All(["version", "system", "runtime", "processor", "cores", "vector_bits", "memory_bytes", "free_disk_bytes"], name => Assert.True(json.TryGetProperty(name, out _), name));
    }
}

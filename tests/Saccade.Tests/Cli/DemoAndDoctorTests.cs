using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

public sealed class DemoAndDoctorTests
{
    [Fact]
    public void QuickDemo_TrainsInThreeWays_AndLeavesWhatItSays()
    {
        using var folder = new TemporaryFolder();
        string place = Path.Combine(folder.Path, "demo");

        var json = CliRun.Of("demo", "--quick", "--seed", "3", "--out", place, "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(["hsd", "direct", "each-step"], json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.All(json.GetProperty("runs").EnumerateArray(), run =>
        {
            Assert.Equal(2, run.GetProperty("epochs").GetInt32());
            Assert.Equal(5, run.GetProperty("test").GetProperty("accuracy_by_steps").GetArrayLength());
            Assert.True(File.Exists(run.GetProperty("model").GetString()));
        });
        Assert.Equal(["direct 1", "direct 5", "each-step 1", "each-step 5"], json.GetProperty("comparisons").EnumerateArray().Select(c => $"{c.GetProperty("with").GetString()} {c.GetProperty("steps").GetInt32()}"));
        Assert.Contains("too few to say who wins", json.GetProperty("verdict").GetString());
        string page = File.ReadAllText(json.GetProperty("report").GetString()!);
        Assert.Contains("distilled (HSD)", page);
        Assert.Contains("direct, each step", page);
        Assert.Contains("holds a demo already", CliRun.Of("demo", "--quick", "--out", place).Expect(ExitCode.Usage).Error);

        // What it says to try next works as it stands. The last one is another demo.
        string[] next = [.. json.GetProperty("next").EnumerateArray().Select(c => c.GetString()!)];
        Assert.All(next[..^1], command => CliRun.Of(command.Split(' ')[1..]).Expect(ExitCode.Ok));
        Assert.True(File.Exists(Path.Combine(place, "clip.png")));
        Assert.Equal("saccade demo --motion", next[^1]);
    }

    [Fact]
    public void QuickDemo_OfMotion_ForPeople_FitsEightyColumns()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("demo", "--quick", "--motion", "--out", Path.Combine(folder.Path, "demo")).Expect(ExitCode.Ok);

        Assert.Matches(@"T=1 +T=2 +T=3 +T=4 +T=5 +firing rate +training\ndistilled \(HSD\) +\d", run.Out);
        Assert.Contains("Five shapes that move in two opposite ways", run.Out);
        Assert.Contains("report.html", run.Out);
        Assert.DoesNotContain("wins:", run.Out);
        Assert.All($"{run.Out}\n{run.Error}".Split('\n').Where(line => !line.Contains(folder.Path)), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void StoppedDemo_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var console = new CapturedConsole { OnError = line => { if (line.StartsWith("1 of 3", StringComparison.Ordinal)) stop.Cancel(); } };

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

using System.Text.Json;
using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class BenchCommandTests(TinyWorld world)
{
    private static readonly string[] _quick = ["--rounds", "1", "--threads", "2", "--json"];

    [Theory]
    [InlineData("small-train --batch 1 --steps 2")]
    [InlineData("small-infer --batch 1 --steps 2 --firing 0.2")]
    [InlineData("lif --neurons 100 --steps 3")]
    [InlineData("lif --neurons 100 --steps 3 --backward")]
    [InlineData("linear-lif --size 8 --steps 5 --batch 2 --backward")]
    public void Json_HoldsTimeAndMemory_OfEveryKindOfCase(string line)
    {
        string[] words = line.Split(' ');

        var result = CliRun.Of(["bench", .. words, .. _quick]).Expect(ExitCode.Ok).Json();

        Assert.Equal(words[0], result.GetProperty("case").GetString());
        Assert.Equal(2, result.GetProperty("threads").GetInt32());
        foreach (string name in (string[])["seconds_per_sample", "peak_bytes", "seconds", "pool_peak_bytes", "dense_floor_seconds", "share_of_limit"])
            Assert.True(result.GetProperty(name).GetDouble() > 0, name);
        Assert.InRange(result.GetProperty("firing").GetProperty("mean").GetDouble(), 0, 1);
        Assert.True(result.GetProperty("dense_flops").GetDouble() > 0 != result.GetProperty("bytes").GetDouble() > 0);
        Assert.All(["best_seconds", "spread", "rounds", "steps", "batch", "firing_rates", "kernel_use", "limits", "processor", "version"], name => Assert.True(result.TryGetProperty(name, out _), name));
    }

    [Fact]
    public void Text_ShowsMachineLimitsAndTime()
    {
        string text = CliRun.Of("bench", "lif", "--neurons", "100", "--rounds", "1", "--threads", "1").Expect(ExitCode.Ok).Out;

        Assert.Contains("lif: T = 8, 100 neurons, 1 thread\n", text);
        Assert.Matches(@"\nlimits +1 thread \d+ GFLOP/s", text);
        Assert.Matches(@"\ntime +[0-9.]+ ms a sample", text);
    }

    [Fact]
    public void Model_OnItsRecordings_IsTimed()
    {
        var result = CliRun.Of(["bench", "small-infer", "--model", world.Run, "--data", world.Data, "--batch", "3", .. _quick]).Expect(ExitCode.Ok).Json();

        Assert.Equal((2, 3), (result.GetProperty("steps").GetInt32(), result.GetProperty("batch").GetInt32()));
        Assert.Equal(2, result.GetProperty("firing_rates").GetArrayLength());
    }

    [Fact]
    public void Export_HoldsWhatAnotherProgramNeeds()
    {
        string folder = world.Place();

        CliRun.Of(["bench", "small-train", "--batch", "2", "--steps", "2", "--export", folder, .. _quick]).Expect(ExitCode.Ok);

        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var root = expected.RootElement;
        Assert.Equal("training", root.GetProperty("kind").GetString());
        Assert.True(root.GetProperty("loss").GetDouble() > 0);
        Assert.True(root.GetProperty("gradient_norms").GetProperty("0.weight").GetDouble() > 0);
        Assert.Equal((2 * 2 * 34 * 34 * 2 * sizeof(float)) + 128, new FileInfo(Path.Combine(folder, "frames.npy")).Length);
        Assert.Equal((2 * 2 * 34 * 34 * 32 / 8) + 128, new FileInfo(Path.Combine(folder, "spikes-2.npy")).Length);
        Assert.Equal(ExitCode.Ok, (ExitCode)CliRun.Of("model", "info", Path.Combine(folder, "weights.safetensors")).Code);
    }

    [Theory]
    [InlineData("fly", "there is no case 'fly', expected one of vgg-snn-train")]
    [InlineData("lif --firing 0.1", "--firing: lif has no such option")]
    [InlineData("lif --batch 2", "--batch: lif has no such option")]
    [InlineData("small-infer --backward", "--backward: small-infer has no such option")]
    [InlineData("small-infer --firing 1", "--firing 1: expected a share above 0 and below 1")]
    [InlineData("small-infer --data d", "give --model too")]
    [InlineData("small-infer --rounds 0", "--rounds 0: expected 1 to")]
    [InlineData("lif --neurons 100000000 --steps 10000", "values together")]
    public void WrongUse_IsOneSentence(string line, string expected)
    {
        var run = CliRun.Of(["bench", .. line.Split(' ')]).Expect(ExitCode.Usage);

        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("--batch 99", "has 9 recordings")]
    [InlineData("--steps 3", "the model sees 2 frames")]
    public void MoreThanThereIs_IsRefused(string line, string expected)
        => Assert.Contains(expected, CliRun.Of(["bench", "small-infer", "--model", world.Run, "--data", world.Data, .. line.Split(' ')]).Expect(ExitCode.Usage).Error);

    [Fact]
    public void MissingModel_HasItsExitCode()
        => CliRun.Of("bench", "small-infer", "--model", "nothing.safetensors").Expect(ExitCode.BadModel);
}

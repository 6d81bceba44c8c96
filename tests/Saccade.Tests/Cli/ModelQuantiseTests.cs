using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class ModelQuantiseTests(TinyWorld world)
{
    [Fact]
    public void Model_OfWholeNumbers_IsUsedAsAnyOther()
    {
        string small = world.File("small.safetensors", []);
        var made = CliRun.Of("model", "quantise", world.Run, "--data", world.Data, "--out", small, "--force", "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(6, made.GetProperty("comparison").GetProperty("recordings").GetInt32()); // a quarter of 24
        Assert.Equal(new FileInfo(small).Length, made.GetProperty("bytes").GetInt64());
        Assert.Contains("weights of 8 bits", CliRun.Of("model", "info", small).Expect(ExitCode.Ok).Out, StringComparison.Ordinal);
        Assert.Contains("folded plan, weights of 8 bits", CliRun.Of("model", "explain", small).Expect(ExitCode.Ok).Out, StringComparison.Ordinal);
        CliRun.Of("eval", "--model", small, "--data", world.Data).Expect(ExitCode.Ok);
        CliRun.Of("predict", world.TestRecordings[0], "--model", small).Expect(ExitCode.Ok);
        CliRun.Of("stream", "--model", small, "--input", world.TestRecordings[0], "--window", "10ms").Expect(ExitCode.Ok);
        Assert.Contains("has weights of 8 bits already", CliRun.Of("model", "quantise", small, "--data", world.Data, "--out", world.Place()).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TestPart_IsRefused()
        => Assert.Contains("--split test: expected validation or train", CliRun.Of("model", "quantise", world.Run, "--data", world.Data, "--out", world.Place(), "--split", "test").Expect(ExitCode.Usage).Error, StringComparison.Ordinal);

    [Fact]
    public void FileThatExists_StaysWithoutForce()
        => Assert.Contains("--force replaces it", CliRun.Of("model", "quantise", world.Run, "--data", world.Data, "--out", world.File("x", [1])).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
}

using System.Text.Json;
using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class ProfileCommandTests(TinyWorld world)
{
    [Fact]
    public void Json_HasARowForEachLayer()
    {
        var layers = CliRun.Of("model", "info", world.Run, "--json").Expect(ExitCode.Ok).Json().GetProperty("layers");

        var result = Profile(world.Run, "--data", world.Data, "--batch", "2", "--json").Expect(ExitCode.Ok).Json();

        var rows = result.GetProperty("layers").EnumerateArray().ToList();
        Assert.Equal(layers.EnumerateArray().Select(l => l.GetProperty("name").GetString()), rows.Select(r => r.GetProperty("name").GetString()));
        Assert.All(rows, row =>
        {
            Assert.True(row.GetProperty("forward_seconds").GetDouble() >= 0);
            Assert.Equal(JsonValueKind.Null, row.GetProperty("backward_seconds").ValueKind);
            Assert.InRange(row.GetProperty("input_density").GetDouble(), 0, 1);
            Assert.True(row.GetProperty("output_bytes").GetInt64() > 0);
        });
        Assert.Equal(rows.Sum(r => r.GetProperty("forward_seconds").GetDouble()), result.GetProperty("forward_seconds").GetDouble(), 1e-9);
    }

    [Fact]
    public void Train_TimesTheBackwardPass()
    {
        var result = Profile("small", "--steps", "2", "--batch", "1", "--train", "--json").Expect(ExitCode.Ok).Json();

        Assert.All(result.GetProperty("layers").EnumerateArray(), row => Assert.True(row.GetProperty("backward_seconds").GetDouble() >= 0));
        Assert.True(result.GetProperty("backward_seconds").GetDouble() > 0);
        Assert.True(result.GetProperty("loss_seconds").GetDouble() > 0);
    }

    [Fact]
    public void Text_IsATable()
        => Assert.Matches(@"\nlayer +kind +output(.*\n)+0 +convolution(.*\n)+sum ", Profile("small", "--steps", "2", "--batch", "1").Expect(ExitCode.Ok).Out);

    [Fact]
    public void Text_SaysThePathOfEachLayer_AndWhatItWasChosenBy()
    {
        string text = Profile("small", "--steps", "2", "--batch", "1", "--train").Expect(ExitCode.Ok).Out;

        Assert.Matches(@"convolutions: assumed [\d.]+ cycles a visit and [\d.]+ an active input", text);
        Assert.Matches(@"\n0 +convolution.* (dense|sparse|\d+ dense, \d+ sparse) +(dense|sparse) ", text);
        Assert.Matches(@"neurons.* with batch norm ", text);
    }

    [Theory]
    [InlineData("small --data d", "name one instead of small")]
    [InlineData("small --batch 0", "--batch 0: expected 1 to")]
    public void WrongUse_IsOneSentence(string line, string expected)
        => Assert.Contains(expected, CliRun.Of(["profile", .. line.Split(' ')]).Expect(ExitCode.Usage).Error);

    [Fact]
    public void MissingModel_HasItsExitCode()
        => CliRun.Of("profile", "nothing.safetensors").Expect(ExitCode.BadModel);

    private static CliRun Profile(params string[] args) => CliRun.Of(["profile", .. args, "--rounds", "1", "--threads", "2"]);
}

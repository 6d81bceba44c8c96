using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class CalibrateCommandTests(TinyWorld world)
{
    [Fact]
    public void Threshold_IsChosenOnValidationAndMeasuredOnTest()
    {
        var json = CliRun.Of("calibrate", "--model", world.Run, "--data", world.Data, "--loss", "0", "--slack", "100", "--test", "--json").Expect(ExitCode.Ok).Json();
        string text = CliRun.Of("calibrate", "--model", world.Run, "--data", world.Data, "--loss", "0", "--slack", "100", "--test").Expect(ExitCode.Ok).Out;
        var chosen = json.GetProperty("chosen");

        Assert.Equal("validation", chosen.GetProperty("split").GetString());
        Assert.True(chosen.GetProperty("accuracy").GetDouble() >= chosen.GetProperty("full_accuracy").GetDouble());
        Assert.Equal("test", json.GetProperty("test").GetProperty("split").GetString());
        Assert.Contains($"--exit confidence --threshold {json.GetProperty("threshold").GetRawText()}", text);

        // The same numbers as those of the evaluation with that threshold.
        var eval = CliRun.Of("eval", "--model", world.Run, "--data", world.Data, "--exit", "confidence", "--threshold", json.GetProperty("threshold").GetRawText(), "--json").Expect(ExitCode.Ok).Json();
        Assert.Equal(eval.GetProperty("early_exits")[0].GetProperty("accuracy").GetDouble(), json.GetProperty("test").GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void TooFewRecordings_AreRefused_WithTheNumberNeeded()
        => Assert.Matches(
            @"no threshold that saves steps is sure to lose at most 2 points \(--loss and --slack\) on recordings that are not among the \d+ recordings of 'validation': that takes 133 at least",
            CliRun.Of("calibrate", "--model", world.Run, "--data", world.Data, "--loss", "1").Expect(ExitCode.Failure).Error);

    [Fact]
    public void MeanSteps_AreKept()
    {
        var json = CliRun.Of("calibrate", "--model", world.Run, "--data", world.Data, "--exit", "patience", "--mean-steps", "1", "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(1, json.GetProperty("threshold").GetDouble());
        Assert.Equal(1, json.GetProperty("chosen").GetProperty("mean_steps").GetDouble());
    }

    [Theory]
    [InlineData("", "expected one of them")]
    [InlineData("--loss 1 --mean-steps 2", "expected one of them")]
    [InlineData("--loss 1 --slack 101", "--slack 101: expected points from 0 to 100")]
    [InlineData("--loss -1", "--loss -1: expected points from 0 to 100")]
    [InlineData("--accuracy 90", "--accuracy 90: expected a share from 0 to 1")]
    [InlineData("--mean-steps 0", "--mean-steps 0: expected a number from 1")]
    [InlineData("--loss 1 --split some", "--split some: expected one of")]
    public void WrongOptions_AreNamed(string options, string expected)
        => Assert.Contains(expected, CliRun.Of(["calibrate", "--model", "m", "--data", "d", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Expect(ExitCode.Usage).Error);
}

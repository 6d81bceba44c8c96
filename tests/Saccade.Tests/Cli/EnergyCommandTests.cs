using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class EnergyCommandTests(TinyWorld world)
{
    [Fact]
    public void Json_HasLayersSumAndTwin_ThatAgreeWithModelInfo()
    {
        var json = Energy("--json").Expect(ExitCode.Ok).Json();
        var info = CliRun.Of("model", "info", world.Model, "--json").Expect(ExitCode.Ok).Json();

        var report = json.GetProperty("report");
        Assert.Equal("test", json.GetProperty("split").GetString());
        Assert.Equal(9, report.GetProperty("samples").GetInt32());
        Assert.Equal(info.GetProperty("multiply_adds_per_step").GetInt64(), report.GetProperty("total").GetProperty("twin_multiply_adds").GetInt64());
        Assert.Equal(["real", "counts", "counts"], report.GetProperty("layers").EnumerateArray().Where(l => l.GetProperty("input").ValueKind != System.Text.Json.JsonValueKind.Null).Select(l => l.GetProperty("input").GetString()));
    }

    [Fact]
    public void Text_SaysWhatWasCounted_AndHowInputsOfSeveralSpikesAre()
    {
        string text = Energy().Expect(ExitCode.Ok).Out, multiplied = Energy("--counts", "multiply", "--preset", "memory").Expect(ExitCode.Ok).Out;

        Assert.Contains("split test: mean of 9 recordings, T = 2", text);
        Assert.Contains("0 to 4 spikes", text);
        Assert.Contains("one AC for each spike", text);
        Assert.Contains("MAC 4.6, AC 0.9, a word of memory 0 pJ", text);
        Assert.Contains("count as one MAC", multiplied);
        Assert.Contains("a word of memory 5 pJ", multiplied);
    }

    [Fact]
    public void CsvAndLatex_HaveTheirLines()
    {
        string[] csv = Energy("--format", "csv").Expect(ExitCode.Ok).Out.TrimEnd().Split('\n');
        string latex = Energy("--format", "latex").Expect(ExitCode.Ok).Out;

        Assert.Equal(1 + 5 + 1, csv.Length); // a heading, three layers with weights and two of neurons, the sum
        Assert.All(csv, line => Assert.Equal(15, line.Split(',').Length));
        Assert.StartsWith("sum,", csv[^1]);
        Assert.Contains("\ntiny & 2 & ", latex);
        Assert.EndsWith("\\\\\n", latex);
    }

    [Fact]
    public void CostsOfOnesOwn_ReplaceThePreset()
    {
        var report = Energy("--mac", "0", "--ac", "2", "--json").Expect(ExitCode.Ok).Json().GetProperty("report");
        var total = report.GetProperty("total");

        Assert.Equal(2 * total.GetProperty("accumulates").GetProperty("mean").GetDouble(), total.GetProperty("energy").GetProperty("mean").GetDouble(), 6);
    }

    [Theory]
    [InlineData("--mac", "-1", "--mac -1: expected picojoules")]
    [InlineData("--split", "some", "--split some: expected one of")]
    [InlineData("--threads", "0", "--threads 0: expected 1 to")]
    public void WrongOptions_AreRefused(string option, string value, string message) => Assert.Contains(message, Energy(option, value).Expect(ExitCode.Usage).Error);

    private CliRun Energy(params string[] args) => CliRun.Of(["energy", world.Model, "--data", world.Data, .. args]);
}

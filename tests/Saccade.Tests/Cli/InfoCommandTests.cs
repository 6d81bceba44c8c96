using Saccade.Cli.Hosting;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class InfoCommandTests(TinyWorld world)
{
    [Fact]
    public void DataSet_IsDescribed()
    {
        var run = CliRun.Of("data", "info", world.Data, "--full").Expect(ExitCode.Ok);

        ApprovedText.Check("data-info", run.Out.Replace(world.Data, "DATA", StringComparison.Ordinal));
    }

    [Fact]
    public void DataSet_AsJson_HoldsPartsClassesAndCounts()
    {
        var quick = CliRun.Of("data", "info", world.Data, "--json").Expect(ExitCode.Ok).Json();
        var full = CliRun.Of("data", "info", world.Data, "--json", "--full").Expect(ExitCode.Ok).Json();

        Assert.Equal("train-test-folders", quick.GetProperty("layout").GetString());
        Assert.Equal(["train", "test"], quick.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal([8, 8, 8], quick.GetProperty("parts")[0].GetProperty("recordings_by_class").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, quick.GetProperty("parts")[0].GetProperty("events").ValueKind);
        Assert.True(full.GetProperty("parts")[0].GetProperty("events").GetProperty("total").GetInt64() > 0);
        Assert.Equal(0, full.GetProperty("shared_between_parts").GetInt32());
    }

    [Fact]
    public void Recording_IsDescribed()
    {
        var run = CliRun.Of("data", "info", world.TestRecordings[0]).Expect(ExitCode.Ok);
        var json = CliRun.Of("data", "info", world.TestRecordings[0], "--json").Expect(ExitCode.Ok).Json();

        ApprovedText.Check("data-info-recording", run.Out.Replace(world.TestRecordings[0], "RECORDING", StringComparison.Ordinal));
        Assert.Equal("atis-bin", json.GetProperty("format").GetString());
        Assert.InRange(json.GetProperty("on_share").GetDouble(), 0, 1);
        Assert.InRange(json.GetProperty("largest_x").GetInt32(), 1, 15);
    }

    [Fact]
    public void BadData_IsRefused()
    {
        Assert.Contains("no such folder", CliRun.Of("data", "info", "nowhere").Expect(ExitCode.BadData).Error);
        Assert.Contains("at byte 5", CliRun.Of("data", "info", world.File("cut.bin", [1, 2, 3, 4, 5, 6])).Expect(ExitCode.BadData).Error);
        Assert.Contains("known format", CliRun.Of("data", "info", world.File("a.xyz", "hello"u8)).Expect(ExitCode.BadData).Error);
        Assert.Contains("zip", CliRun.Of("data", "info", world.File("a.zip", "PK no archive"u8)).Expect(ExitCode.BadData).Error);
        Assert.Contains("no recordings found", CliRun.Of("data", "info", Path.GetDirectoryName(world.File("readme.txt", []))!).Expect(ExitCode.BadData).Error);
    }

    [Fact]
    public void Model_IsDescribed()
    {
        string text = CliRun.Of("model", "info", world.Model).Expect(ExitCode.Ok).Out;

        // What was learned (thresholds, metrics) is left out: it changes with any kernel.
        string[] stable = [.. text.Split("\nconversion to spikes")[0].Split('\n').Skip(1).Where(l => !l.Contains("accuracy") && !l.Contains(".loss") && !l.Contains("firing")).Select(l => System.Text.RegularExpressions.Regex.Replace(l, @"\d+\.\d{4}$", "LEARNED"))];
        Assert.Matches(@"(?s)conversion to spikes, before fine-tuning; errors in units of the threshold\nlayer +threshold +mean error +clipping +quantisation +unevenness +residual +silent +firing rate\n2 .*\n6 ", text);
        ApprovedText.Check("model-info", string.Join('\n', stable));
    }

    [Fact]
    public void Model_AsJson_CountsParametersAndOperations()
    {
        var json = CliRun.Of("model", "info", world.Run, "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(world.Trained.Json().GetProperty("parameters").GetInt64(), json.GetProperty("parameters").GetInt64());
        Assert.Equal(json.GetProperty("parameters").GetInt64(), json.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("parameters").GetInt64()));
        Assert.Equal((16 * 16 * 9 * 2 * 4) + (8 * 8 * 9 * 4 * 8) + (4 * 4 * 8 * 3), json.GetProperty("multiply_adds_per_step").GetInt64());
        Assert.Equal(TinyWorld.Classes, json.GetProperty("labels").GetArrayLength());
        Assert.Equal(2, json.GetProperty("metrics").GetProperty("test.accuracy-by-steps").GetArrayLength());
    }

    [Fact]
    public void RecipeOfAModel_ReadsBack_AndSaysNothingOfTheMachine()
    {
        string yaml = CliRun.Of("model", "info", world.Model, "--recipe").Expect(ExitCode.Ok).Out;

        var recipe = RecipeReader.Read(yaml, "recipe");
        Assert.Equal("tiny", recipe.Name);
        Assert.Null(recipe.Data.Path);
        Assert.Equal(RecipeWriter.Hash(RecipeReader.ReadFile(Path.Combine(world.Run, "recipe.yaml"))), RecipeWriter.Hash(recipe));
    }

    [Fact]
    public void MissingModel_IsABadModel() => CliRun.Of("model", "info", "nothing").Expect(ExitCode.BadModel);
}

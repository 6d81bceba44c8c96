using System.Text.Json;
using Saccade.Cli.Hosting;
using Saccade.Networks.Files;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class EvalCommandTests(TinyWorld world)
{
    [Fact]
    public void Json_HoldsAllMembers_AndAgreesWithTraining()
    {
        var result = Json("--data", world.Data);

        Assert.Equal(9, result.GetProperty("samples").GetInt32());
        Assert.Equal("test", result.GetProperty("split").GetString());
        Assert.Equal(CliRun.Steps(world.Trained.Json().GetProperty("test")), CliRun.Steps(result));
        Assert.Equal(result.GetProperty("accuracy").GetDouble(), result.GetProperty("accuracy_by_steps")[1].GetDouble());
        Assert.InRange(result.GetProperty("mean_firing_rate").GetDouble(), 0, 1);
        Assert.All(["accuracy_intervals", "calibration_error_by_steps", "milliseconds_by_steps", "outputs"], name => Assert.Equal(2, result.GetProperty(name).GetArrayLength()));
        Assert.Equal(2, result.GetProperty("firing_rates").GetArrayLength());
        Assert.Equal(64, result.GetProperty("split_hash").GetString()!.Length);
        Assert.True(result.GetProperty("loss").GetDouble() > 0);
        Assert.False(result.GetProperty("includes_training_recordings").GetBoolean());
        Assert.Equal(9, result.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(n => n.GetInt32())));
        Assert.Equal(TinyWorld.Classes, result.GetProperty("accuracy_by_class").GetArrayLength());
        Assert.All(["model", "data", "layout", "labels", "seconds"], name => Assert.True(result.TryGetProperty(name, out _), name));
    }

    [Theory]
    [InlineData("train", 24, true)]
    [InlineData("validation", 6, false)]
    [InlineData("all", 33, true)]
    public void Split_IsTheOneAskedFor(string split, int samples, bool includesTraining)
    {
        var result = Json("--data", world.Data, "--split", split);

        Assert.Equal(samples, result.GetProperty("samples").GetInt32());
        Assert.Equal(includesTraining, result.GetProperty("includes_training_recordings").GetBoolean());
    }

    [Fact]
    public void Validation_AgreesWithTraining()
        => Assert.Equal(
            CliRun.Steps(world.Trained.Json().GetProperty("validation")),
            CliRun.Steps(Json("--data", world.Data, "--split", "validation")));

    [Fact]
    public void UndividedFolder_IsTakenWhole_AndHasNoTestPart()
    {
        string data = world.Undivided;

        Assert.Equal(24, Json("--data", data).GetProperty("samples").GetInt32());
        Assert.Equal("all", Json("--data", data).GetProperty("split").GetString());
        var run = Eval("--data", data, "--split", "test").Expect(ExitCode.BadData);
        Assert.Contains("no split 'test'; it has all", run.Error);
        Assert.Contains("needs the recordings that the model was trained with", Eval("--data", data, "--split", "validation").Expect(ExitCode.BadData).Error);
    }

    [Fact]
    public void FolderOfOnePart_HasThatPart()
        => Assert.Equal("test", Json("--data", Path.Combine(world.Data, "test")).GetProperty("split").GetString());

    [Fact]
    public void UndividedFolderThatTheModelWasTrainedOn_IsDividedAsTheRecipeSays()
    {
        string data = world.Undivided, run = world.Place();
        var trained = CliRun.Of("train", world.Recipe, "--data", data, "--out", run, "--test", "--json", "--set", "data.test=0.25", "--set", "pretrain.epochs=1", "--set", "finetune.epochs=1").Expect(ExitCode.Ok).Json();

        var result = CliRun.Of("eval", "--model", run, "--data", data, "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal("test", result.GetProperty("split").GetString());
        Assert.Equal(6, result.GetProperty("samples").GetInt32());
        Assert.Equal(CliRun.Steps(trained.GetProperty("test")), CliRun.Steps(result));
    }

    [Fact]
    public void Text_ShowsStepsAndClasses()
    {
        string text = Eval("--data", world.Data).Expect(ExitCode.Ok).Out;

        Assert.Contains("split test: 9 recordings", text);
        Assert.Matches(@"time steps +1 +2\naccuracy +\d", text);
        Assert.Matches(@"95 % interval +\d+\.\d to \d+\.\d", text);
        Assert.Matches(@"calibration error +\d", text);
        Assert.Matches(@"events seen, ms +\d+\.\d +\d+\.\d", text);
        Assert.Contains("bar-turning-clockwise", text);
    }

    [Theory]
    [InlineData("confidence")]
    [InlineData("entropy")]
    public void Exit_ShowsAccuracyAgainstMeanSteps(string score)
    {
        var result = Json("--data", world.Data, "--exit", score);

        var exits = result.GetProperty("early_exits").EnumerateArray().ToList();
        Assert.Equal(10, exits.Count);
        Assert.All(exits, e => Assert.Equal(9, e.GetProperty("exits_by_steps").EnumerateArray().Sum(n => n.GetInt32())));
        Assert.All(exits, e => Assert.InRange(e.GetProperty("mean_steps").GetDouble(), 1, 2));
        Assert.Matches($@"stops by {score} (above|below) +mean steps +accuracy", Eval("--data", world.Data, "--exit", score).Expect(ExitCode.Ok).Out);
    }

    [Fact]
    public void Exit_AtThresholdsThatStopAlwaysOrNever_IsTheAccuracyOfTheFirstOrLastStep()
    {
        var steps = CliRun.Steps(Json("--data", world.Data)).ToList();

        var first = Json("--data", world.Data, "--exit", "confidence", "--threshold", "0").GetProperty("early_exits")[0];
        var last = Json("--data", world.Data, "--exit", "entropy", "--threshold", "0").GetProperty("early_exits")[0];

        Assert.Equal((1.0, steps[0]), (first.GetProperty("mean_steps").GetDouble(), first.GetProperty("accuracy").GetDouble()));
        Assert.Equal((2.0, steps[1]), (last.GetProperty("mean_steps").GetDouble(), last.GetProperty("accuracy").GetDouble()));
        Assert.Equal(JsonValueKind.Null, Json("--data", world.Data).GetProperty("early_exits").ValueKind);
    }

    [Theory]
    [InlineData("--threshold: expected --exit with it", "--threshold", "0.5")]
    [InlineData("--threshold 1.5: expected a number from 0 to 1", "--exit", "entropy", "--threshold", "1.5")]
    public void Exit_WrongOptions_AreRefused(string message, params string[] options)
        => Assert.Contains(message, Eval(["--data", world.Data, .. options]).Expect(ExitCode.Usage).Error);

    [Fact]
    public void Threads_ChangeNothing()
        => Assert.Equal(
            Json("--data", world.Data, "--threads", "1").GetProperty("loss").ToString(),
            Json("--data", world.Data, "--threads", "3").GetProperty("loss").ToString());

    [Fact]
    public void Cache_IsFilledAndUsed_AndChangesNothing()
    {
        string cache = world.Place();

        string first = Json("--data", world.Data, "--cache", cache).GetProperty("loss").ToString();

        Assert.Single(Directory.GetFiles(cache));
        Assert.Equal(first, Json("--data", world.Data, "--cache", cache).GetProperty("loss").ToString());
    }

    [Fact]
    public void UnknownClass_IsNamed()
    {
        string folder = Path.GetDirectoryName(world.File("whale/1.bin", []))!;

        var run = Eval("--data", Path.GetDirectoryName(folder)!).Expect(ExitCode.BadData);

        Assert.Contains("classes whale", run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void BadModel_HasItsOwnExitCode()
    {
        byte[] model = File.ReadAllBytes(world.Model);
        string truncated = world.File("truncated.safetensors", model.AsSpan(0, model.Length / 2)), text = world.File("text.safetensors", "no model at all"u8);
        string reshaped = world.File("reshaped.safetensors", []);
        using (var file = SafetensorsFile.Open(world.Model))
        {
            var metadata = file.Metadata.ToDictionary();
            metadata["saccade.network"] = metadata["saccade.network"].Replace("\"outputs\":4", "\"outputs\":5", StringComparison.Ordinal);
            SafetensorsWriter.Write(reshaped, file.Entries.Select(e => file.Read(e.Name)), metadata);
        }

        foreach (string path in (string[])[truncated, text, reshaped, "nothing.safetensors"])
        {
            var run = CliRun.Of("eval", "--model", path, "--data", world.Data).Expect(ExitCode.BadModel);
            Assert.Contains(Path.GetFileName(path), run.Error);
            Assert.DoesNotContain("unexpected", run.Error);
        }
    }

    [Fact]
    public void RecordingOfALargerSensor_IsRefused()
    {
        string file = world.File("bar-turning-clockwise/1.bin", [200, 3, 0x80, 0, 1]);

        Assert.Contains("got 1 of 1 events outside the 16x16 sensor", Eval("--data", Path.GetFullPath(Path.Combine(file, "..", ".."))).Expect(ExitCode.BadData).Error);
    }

    private JsonElement Json(params string[] args) => Eval([.. args, "--json"]).Expect(ExitCode.Ok).Json();

    private CliRun Eval(params string[] args) => CliRun.Of(["eval", "--model", world.Model, .. args]);
}

using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class PredictCommandTests(TinyWorld world)
{
    [Fact]
    public void Decisions_AreThoseOfEval()
    {
        var predicted = CliRun.Of(["predict", .. world.TestRecordings, "--model", world.Model, "--json"]).Expect(ExitCode.Ok).Json();
        var evaluated = CliRun.Of("eval", "--model", world.Model, "--data", world.Data, "--json").Expect(ExitCode.Ok).Json();

        for (int t = 0; t < 2; t++)
        {
            int right = predicted.GetProperty("recordings").EnumerateArray()
                .Count(r => Path.GetFileName(Path.GetDirectoryName(r.GetProperty("recording").GetString()!)) == r.GetProperty("steps")[t].GetProperty("label").GetString());
            Assert.Equal(evaluated.GetProperty("accuracy_by_steps")[t].GetDouble(), (double)right / world.TestRecordings.Count, 12);
        }
    }

    [Fact]
    public void Json_HoldsProbabilitiesThatAddUp()
    {
        var result = CliRun.Of("predict", world.TestRecordings[0], "--model", world.Model, "--json").Expect(ExitCode.Ok).Json();

        var recording = result.GetProperty("recordings")[0];
        Assert.Equal(1, recording.GetProperty("probabilities").EnumerateArray().Sum(p => p.GetDouble()), 9);
        Assert.Equal(2, recording.GetProperty("steps").GetArrayLength());
        Assert.True(recording.GetProperty("milliseconds").GetProperty("network").GetDouble() >= 0);
        Assert.True(recording.GetProperty("events").GetInt32() > 0);
        Assert.Equal(0, result.GetProperty("failed").GetArrayLength());
    }

    [Fact]
    public void Render_MakesAnAnimation_OfOneRecordingOnly()
    {
        string film = Path.Combine(Directory.CreateDirectory(world.Place()).FullName, "film.gif");

        var run = CliRun.Of("predict", world.TestRecordings[0], "--model", world.Model, "--render", film).Expect(ExitCode.Ok);

        Assert.Contains("36 frames", run.Error);
        Assert.True(File.ReadAllBytes(film).AsSpan().StartsWith("GIF89a"u8));
        Assert.Contains("--force replaces it", CliRun.Of("predict", world.TestRecordings[0], "--model", world.Model, "--render", film).Expect(ExitCode.Usage).Error);
        CliRun.Of("predict", world.TestRecordings[0], "--model", world.Model, "--render", film, "--force").Expect(ExitCode.Ok);
        Assert.Contains("expected the name of a .gif file", CliRun.Of("predict", world.TestRecordings[0], "--model", world.Model, "--render", "film.mp4").Expect(ExitCode.Usage).Error);
        Assert.Contains("shows one recording, got 2", CliRun.Of("predict", world.TestRecordings[0], world.TestRecordings[1], "--model", world.Model, "--render", film).Expect(ExitCode.Usage).Error);
    }

    [Fact]
    public void Text_IsOneLineForEachRecording_AndATableOnRequest()
    {
        string[] recordings = [.. world.TestRecordings.Take(2)];

        string lines = CliRun.Of(["predict", .. recordings, "--model", world.Model]).Expect(ExitCode.Ok).Out;
        string table = CliRun.Of("predict", recordings[0], "--model", world.Model, "--steps").Expect(ExitCode.Ok).Out;

        Assert.Equal(2, lines.Count(c => c == '\n'));
        Assert.Matches(@"000?\d+\.bin: \S+  \d+\.\d %  by steps: \S+ \S+  \(read ", lines);
        Assert.Equal(4, table.Count(c => c == '\n'));
        Assert.Contains("  time steps  decision", table);
    }

    [Fact]
    public void BadRecordings_DoNotStopTheOthers()
    {
        string truncated = world.File("truncated.bin", [1, 2, 3, 4, 5, 6, 7]), unknown = world.File("notes.xyz", "hello"u8);

        var run = CliRun.Of("predict", truncated, unknown, "missing.bin", world.Data, world.TestRecordings[0], "--model", world.Model).Expect(ExitCode.BadData);

        Assert.Equal(1, run.Out.Count(c => c == '\n'));
        Assert.Contains("truncated.bin: at byte 5", run.Error);
        Assert.Contains("notes.xyz: at byte 0: expected the signature or the extension of a known format", run.Error);
        Assert.Contains("missing.bin", run.Error);
        Assert.Contains("a folder", run.Error);
        Assert.Contains("4 of 5 recordings could not be read", run.Error);
    }

    [Fact]
    public void RecordingWithoutEvents_IsNotedNotFailed()
    {
        string empty = world.File("empty.bin", []);

        Assert.Contains("has no event", CliRun.Of("predict", empty, "--model", world.Model).Expect(ExitCode.Ok).Error);
    }

    [Fact]
    public void EventsOutsideTheSensor_AreCounted_AndManyAreRefused()
    {
        byte[] sound = File.ReadAllBytes(world.TestRecordings[0]), stray = [200, 3, 0x80, 0, 1];
        string few = world.File("few.bin", [.. sound, .. stray]), many = world.File("many.bin", stray);

        Assert.Contains("1 event outside the model's 16x16 sensor left out", CliRun.Of("predict", few, "--model", world.Model).Expect(ExitCode.Ok).Error);
        Assert.Contains("got 1 of 1 events outside", CliRun.Of("predict", many, "--model", world.Model).Expect(ExitCode.BadData).Error);
    }
}

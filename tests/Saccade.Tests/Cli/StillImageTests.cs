using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Saccade.Tests.Training.Loops;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>A model of still images through the commands: trained from one folder of classes, evaluated, asked about a file.</summary>
public sealed class StillImageTests : IDisposable
{
    private const int Classes = 3, Each = 10;

    private readonly TemporaryFolder _folder = new();

    public StillImageTests()
    {
        for (int i = 0; i < Classes * Each; i++)
            StripedImage.Write(Path.Combine(Data, $"class-{i / Each}", $"{i % Each}.pgm"), i / Each, i);
        File.WriteAllText(Recipe, """
            name: still
            data: {layout: images, validation: 0.2, test: 0.3}
            frames: {count: 2, height: 16, width: 16, channels: 1}
            network: {preset: small-cnn, channels: [4, 6]}
            phases: {train: {network: relu, epochs: 2, batch: 8, optimizer: {kind: adam, rate: 0.01}}}
            """);
    }

    private string Data => Path.Combine(_folder.Path, "images");

    private string Recipe => Path.Combine(_folder.Path, "still.yaml");

    private string Run => Path.Combine(_folder.Path, "run");

    [Fact]
    public void Train_Eval_Predict_AndInfo_AgreeOnImages()
    {
        var trained = CliRun.Of("train", Recipe, "--data", Data, "--out", Run, "--test", "--json").Expect(ExitCode.Ok).Json();
        var evaluated = CliRun.Of("eval", "--model", Run, "--data", Data, "--json").Expect(ExitCode.Ok).Json();
        Assert.Equal(Classes * 3, evaluated.GetProperty("samples").GetInt32()); // data.test of a folder that sets none aside itself
        Assert.Equal(CliRun.Steps(trained.GetProperty("test")), CliRun.Steps(evaluated));

        string[] test = [.. Enumerable.Range(0, Classes).SelectMany(c => Enumerable.Range(Each - 3, 3).Select(i => Path.Combine(Data, $"class-{c}", $"{i}.pgm")))];
        var predicted = CliRun.Of(["predict", .. test, "--model", Run, "--json"]).Expect(ExitCode.Ok).Json().GetProperty("recordings").EnumerateArray();
        int right = predicted.Count(r => r.GetProperty("recording").GetString()!.Contains(r.GetProperty("label").GetString()!, StringComparison.Ordinal));
        Assert.Equal(evaluated.GetProperty("accuracy").GetDouble(), (double)right / test.Length, 12);

        Assert.Contains("of any size, scaled to the input (nearest pixel), shown 2 times", CliRun.Of("model", "info", Run).Expect(ExitCode.Ok).Out);
    }

    [Fact]
    public void AFileThatIsNoImage_IsBadData()
    {
        CliRun.Of("train", Recipe, "--data", Data, "--out", Run).Expect(ExitCode.Ok);
        Assert.Contains("recipe", CliRun.Of("predict", Recipe, "--model", Run).Expect(ExitCode.BadData).Error.Replace("still.yaml", "recipe", StringComparison.Ordinal));
        Assert.Contains("no images found", CliRun.Of("eval", "--model", Run, "--data", Run).Expect(ExitCode.BadData).Error);
    }

    [Fact]
    public void BestTest_WithoutATestPart_IsRefusedBeforeTraining()
    {
        var run = CliRun.Of("train", Recipe, "--data", Data, "--out", Run, "--set", "train.keep=best-test", "--set", "data.test=0").Expect(ExitCode.BadData);
        Assert.Contains("got no test part, expected one: phase 'train' keeps the epoch that is best on it", run.Error);
        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public void BestTest_IsLabelledInTheLines()
    {
        var run = CliRun.Of("train", Recipe, "--data", Data, "--out", Run, "--set", "train.keep=best-test").Expect(ExitCode.Ok);
        Assert.Contains("test, which chooses", run.Error + run.Out);
        Assert.Contains("test (which chose the epoch)", run.Out);
    }

    public void Dispose() => _folder.Dispose();
}

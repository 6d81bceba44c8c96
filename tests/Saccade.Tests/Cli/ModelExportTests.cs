using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class ModelExportTests(TinyWorld world)
{
    [Fact]
    public void Onnx_IsWritten_AndItsInputAndOutputAreSaid()
    {
        string path = world.Place() + ".onnx";

        string said = CliRun.Of("model", "export", world.Model, "--onnx", path).Expect(ExitCode.Ok).Error;

        Assert.Contains("frames [T 2, N any, C 2, H 16, W 16] in, logits [T 2, N any, K ", said);
        Assert.True(new FileInfo(path).Length > 1000);
        Assert.Contains("--force replaces it", CliRun.Of("model", "export", world.Model, "--onnx", path).Expect(ExitCode.Usage).Error);
        Assert.Contains("frames [T 1, N any", CliRun.Of("model", "export", world.Model, "--onnx", path, "--steps", "1", "--force").Expect(ExitCode.Ok).Error);
    }

    [Theory]
    [InlineData("--onnx x.pb", "expected the name of a .onnx file")]
    [InlineData("--onnx x.onnx --steps 0", "expected a whole number from 1")]
    public void WrongOptions_AreRefused(string options, string message)
        => Assert.Contains(message, CliRun.Of(["model", "export", world.Model, .. options.Split(' ')]).Expect(ExitCode.Usage).Error);
}

using System.Text.Json;
using Saccade.Cli.Hosting;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class ModelExplainTests(TinyWorld world)
{
    [Fact]
    public void Plan_IsShownStepByStep()
    {
        string text = CliRun.Of("model", "explain", world.Run, "--recording", world.TestRecordings[0]).Expect(ExitCode.Ok).Out;

        Assert.Contains("folded plan, one stream on one thread", text);
        Assert.DoesNotContain("batch norm", text);
        Assert.Matches(@"\n0 +convolution 3x3 \+ \w+ neurons +\[H 16, W 16, C 4\] +\d+\.\d % ", text);
        Assert.Matches(@"\na time step +\d+\.\d us\n", text);
    }

    [Fact]
    public void Plan_AsJson_HoldsEveryStep()
    {
        var folded = CliRun.Of("model", "explain", world.Run, "--json").Expect(ExitCode.Ok).Json();
        var unfolded = CliRun.Of("model", "explain", world.Run, "--json", "--unfolded").Expect(ExitCode.Ok).Json();

        Assert.Equal(["0", "3", "4", "7", "9"], Layers(folded));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "9"], Layers(unfolded));
        Assert.Equal(folded.GetProperty("weight_bytes").GetInt64(), folded.GetProperty("steps").EnumerateArray().Sum(s => s.GetProperty("bytes").GetInt64()));
    }

    [Fact]
    public void LayerThatSeesAllSteps_IsNamed()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "tcja.safetensors");
        var network = Network.Create(new NetworkDescription(new FrameSize(16, 16), [new Convolution(4), new Tcja(TinyModel.Steps), new Flatten(), new Linear(3)]), seed: 1);
        ModelFile.Save(path, network, TinyModel.Card());

        Assert.Contains("layer 1 (TCJA) cannot be streamed", CliRun.Of("model", "explain", path).Expect(ExitCode.BadModel).Error);
    }

    private static IEnumerable<string?> Layers(JsonElement plan) => plan.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("layer").GetString());
}

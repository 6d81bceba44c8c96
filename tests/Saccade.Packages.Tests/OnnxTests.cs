using System.Text.Json;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>ONNX files mean in ONNX Runtime what the networks mean here.</summary>
public sealed class OnnxTests(PackageFeed feed)
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Networks_OfEveryKindOfLayer_HaveTheSameLogitsInOnnxRuntime()
    {
        string folder = Directory.CreateDirectory(Path.Combine(feed.Root, "onnx")).FullName;
        var program = Application.Create(feed, "export-onnx", "Saccade", Application.Source("ExportOnnx.cs")).Build();
        string[] networks = program.Run([folder]).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string peer = Path.Combine(folder, "peer");
        Command.Run("dotnet", ["build", Path.Combine(SharedData.RepositoryRoot(), "bench/peers/OnnxRuntime"), "-c", "Release", "-nologo", "-o", peer], folder).Succeeded();

        Assert.Equal(13, networks.Length);
        Assert.All(networks, network =>
        {
            var run = Command.Run("dotnet", [Path.Combine(peer, "OnnxRuntimePeer.dll"), network, "--from", Path.Combine(folder, network), "--rounds", "1", "--json"], folder).Succeeded();
            using var result = JsonDocument.Parse(run.Output);
            var agreement = result.RootElement.GetProperty("agreement");
            Assert.Equal(1, agreement.GetProperty("same_decisions").GetDouble());
            Assert.True(agreement.GetProperty("logits_not_led").GetDouble() <= Tolerance, $"{network}: {run.Output}");
        });
    }
}

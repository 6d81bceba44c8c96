using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>Weights of other programs through the commands: imported, shown, and put to work.</summary>
public sealed class ModelImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => Path.Combine(_folder.Path, "model.safetensors");

    private string Weights => Path.Combine(_folder.Path, "weights.pt");

    [Fact]
    public void Import_MnistNetworkOfSinabs_KeepsItsAccuracy()
    {
        string weights = SharedData.Require("data", "weights", "sinabs_mnist_params.pt"), images = SharedData.Require("data", "mnist");

        Assert.Contains("sinabs-mnist, 122,374 parameters, 10 classes, input 28x28x1", CliRun.Of("model", "import", weights, "--network", "sinabs-mnist", "--out", Model).Expect(ExitCode.Ok).Out, StringComparison.Ordinal);
        var evaluated = CliRun.Of("eval", "--model", Model, "--data", images, "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(5_000, evaluated.GetProperty("samples").GetInt32()); // every second image of the test set
        Assert.InRange(evaluated.GetProperty("accuracy").GetDouble(), 0.975, 0.985);
    }

    [Theory]
    [InlineData("nir_nmnist_ann_weights.pth", "nir-nmnist", "input 34x34x2")]
    [InlineData("sinabs_dvs_gesture_params.pt", "sinabs-gesture", "input 128x128x2")]
    public void Import_OtherPublishedWeights_GivesAModel(string file, string network, string input)
        => Assert.Contains(input, CliRun.Of("model", "import", SharedData.Require("data", "weights", file), "--network", network, "--out", Model).Expect(ExitCode.Ok).Out, StringComparison.Ordinal);

    [Fact]
    public void Import_OwnFile_HasLabelsAndSteps()
    {
        File.WriteAllBytes(Weights, TorchFiles.Zip(Tensors()));
        string labels = Path.Combine(_folder.Path, "labels.txt");
        File.WriteAllLines(labels, Enumerable.Range(0, 10).Select(k => $"digit-{k}"));

        var run = CliRun.Of("model", "import", Weights, "--network", "sinabs-mnist", "--out", Model, "--labels", labels, "--steps", "3").Expect(ExitCode.Ok);

        Assert.Contains("1 tensor that no sinabs-mnist uses: 0.num_batches_tracked", run.Error, StringComparison.Ordinal);
        string info = CliRun.Of("model", "info", Model).Expect(ExitCode.Ok).Out;
        Assert.Contains("digit-9", info, StringComparison.Ordinal);
        Assert.Contains("shown 3 times", info, StringComparison.Ordinal);
        Assert.Contains("--force replaces it", CliRun.Of("model", "import", Weights, "--network", "sinabs-mnist", "--out", Model).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_FileOfAnotherNetwork_ListsWhatDoesNotFit()
    {
        File.WriteAllBytes(Weights, TorchFiles.Zip(Tensors()));

        string[] lines = CliRun.Of("model", "import", Weights, "--network", "nir-nmnist", "--out", Model).Expect(ExitCode.BadModel).Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("the tensors are not those of nir-nmnist", lines[0], StringComparison.Ordinal);
        Assert.Contains("missing: 2.weight [16, 16, 3, 3] for 2.weight", lines);
        Assert.Contains("left over: 3.weight [32, 20, 5, 5]", lines);
        Assert.False(File.Exists(Model));
    }

    [Theory]
    [InlineData("--network none", "expected one of resnet18, ")]
    [InlineData("--network resnet18 --size 10", "expected WIDTHxHEIGHT")]
    [InlineData("--network resnet18 --mean 1", "give both of them or none")]
    [InlineData("--network resnet18 --mean a --deviation 1", "--mean a: expected numbers")]
    [InlineData("--network resnet18 --mean 0 --deviation 0", "--deviation 0: expected numbers above 0")]
    [InlineData("--network resnet18 --steps 0", "expected a whole number from 1 to 4096")]
    public void WrongOptions_AreRefused(string options, string message)
        => Assert.Contains(message, CliRun.Of(["model", "import", Weights, "--out", Model, .. options.Split(' ')]).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);

    [Fact]
    public void Weights_ThatAreNone_AreABadModel()
    {
        Assert.Contains("the weights cannot be read", CliRun.Of("model", "import", Weights, "--network", "resnet18", "--out", Model).Expect(ExitCode.BadModel).Error, StringComparison.Ordinal);
        File.WriteAllText(Weights, "no weights at all");
        Assert.Contains("got text, expected a safetensors file", CliRun.Of("model", "import", Weights, "--network", "resnet18", "--out", Model).Expect(ExitCode.BadModel).Error, StringComparison.Ordinal);
        File.WriteAllBytes(Weights, TorchFiles.Zip(Tensors()));
        Assert.Contains("sinabs-mnist cannot be made", CliRun.Of("model", "import", Weights, "--network", "sinabs-mnist", "--out", Model, "--size", "4x4").Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static TorchTensorData[] Tensors()
    {
        (string Name, int[] Shape)[] all = [("0.weight", [20, 1, 5, 5]), ("0.num_batches_tracked", []), ("3.weight", [32, 20, 5, 5]), ("6.weight", [128, 32, 3, 3]), ("10.weight", [500, 128]), ("12.weight", [10, 500])];
        return [.. all.Select(t => new TorchTensorData(t.Name, t.Shape, RandomData.Normal(t.Shape.Aggregate(1, (a, b) => a * b), 1)))];
    }
}

using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Data;

public sealed class ModelDataTests : IDisposable
{
    private readonly FolderDataset _folder = new();

    [Theory]
    [InlineData(FrameSlicing.Number, FrameResize.Nearest, 12, 10)]
    [InlineData(FrameSlicing.Time, FrameResize.Nearest, 6, 5)]
    [InlineData(FrameSlicing.Number, FrameResize.Binned, 7, 9)]
    [InlineData(FrameSlicing.Duration, FrameResize.Nearest, 12, 10, 3000)]
    [InlineData(FrameSlicing.Count, FrameResize.Nearest, 12, 10, 7)]
    public void Card_ThroughAFile_GivesTheFramesOfTheTraining(FrameSlicing slicing, FrameResize resize, int width, int height, int slice = 0)
    {
        _folder.Add("train/a", 3, 1).Add("train/b", 3, 2).Add("test/a", 2, 3).Add("test/b", 2, 4);
        var recipe = new Recipe
        {
            Name = "card",
            Data = new DataRecipe { Validation = 0 },
            Frames = new FrameRecipe { Count = 4, Ann = 2, Snn = 2, Slicing = slicing, Slice = slice, Resize = resize, Width = width, Height = height },
            Network = new ArchitectureDescription.SmallCnn { Channels = [2] },
            Phases = [new PhaseRecipe { Name = "only" }],
        };
        var data = TrainingData.Load(recipe, _folder.Path, withTest: true);
        var input = new FrameSize(height, width);
        var network = Network.Create(new ArchitectureDescription.SmallCnn { Channels = [2] }.Describe(input, 2, new Relu()), 1);
        string path = Path.Combine(_folder.Path, "model.safetensors");

        ModelFile.Save(path, network, ModelData.Card(recipe, data, [2, 3], new Dictionary<string, IReadOnlyList<double>> { ["test.accuracy"] = [0.5] }));
        var card = ModelFile.Load(path).Card;
        File.Delete(path);
        using var catalog = RecordingCatalog.Open(_folder.Path);
        var (frames, labels) = ModelFrames.Prepare(catalog.Part("test"), card, input);

        Assert.Equal(data.Test!.Preparation, frames.Preparation);
        Assert.Equal(data.Test.Labels, labels);
        for (int i = 0; i < frames.Count; i++)
            Assert.Equal(data.Test.Frames(i).Values.ToArray(), frames.Frames(i).Values.ToArray());
        Assert.Equal([2, 3], card.Preprocessing.Positions);
        Assert.Equal(recipe, RecipeReader.Read(card.Recipe!, "card"));
        Assert.Equal(["a", "b"], card.Labels);
        Assert.Equal("card", card.Name);
    }

    [Fact]
    public void Prepare_ClassesInAnotherOrderOrMissing_AreMappedByName()
    {
        _folder.Add("zebra", 2, 1).Add("cat", 3, 2);
        using var catalog = RecordingCatalog.Open(_folder.Path);

        var (frames, labels) = ModelFrames.Prepare(catalog.Part("all"), Card("dog", "zebra", "ant", "cat"), new FrameSize(10, 12));

        Assert.Equal(["cat", "zebra"], frames.Classes);
        Assert.Equal([3, 3, 3, 1, 1], labels);
    }

    [Fact]
    public void Prepare_ClassTheModelDoesNotKnow_IsAnErrorThatNamesIt()
    {
        _folder.Add("zebra", 2, 1).Add("cat", 3, 2);
        using var catalog = RecordingCatalog.Open(_folder.Path);
        var all = catalog.Part("all");

        var e = Assert.Throws<DatasetException>(() => ModelFrames.Prepare(all, Card("cat", "dog"), new FrameSize(10, 12)));

        Assert.Contains("got recordings of the classes zebra, expected some of those the model was trained on: cat, dog", e.Message, StringComparison.Ordinal);

        // A class without recordings does no harm.
        var cats = all.Select("cats", Enumerable.Range(0, all.Count).Where(i => all.Classes[all.Labels[i]] == "cat"));
        Assert.Equal([0, 0, 0], ModelFrames.Prepare(cats, Card("cat", "dog"), new FrameSize(10, 12)).Labels);
    }

    public void Dispose() => _folder.Dispose();

    private static ModelCard Card(params string[] labels) => new()
    {
        Name = "m",
        Labels = labels,
        Preprocessing = new Preprocessing { Frames = 4, Cut = FrameSlicing.Number, Positions = [0], SensorWidth = 12, SensorHeight = 10, Scaling = FrameResize.None },
    };
}

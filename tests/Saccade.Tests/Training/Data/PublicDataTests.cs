using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.TestKit;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Data;

/// <summary>Real recordings, where they are at hand: the search for copies must not refuse a public data set.</summary>
public sealed class PublicDataTests
{
    [Theory]
    [InlineData("nmnist")]
    [InlineData("ncars")]
    [Trait("Speed", "slow")]
    public void Parts_OfAPublicSet_ShareNoRecording(string folder)
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require("data", folder));

        var parts = DataParts.Of(catalog, new DataRecipe());

        Assert.NotNull(parts.Test);
        Assert.Empty(RecordingCatalog.FindSharedContent([parts.Train, parts.Validation!, parts.Test]));
    }

    [Fact]
    public void Load_NMnist_GivesTheFramesThatRecipesAskFor()
    {
        string path = SharedData.Require("data", "nmnist", "nmnist-small.zip");
        var recipe = new Recipe { Name = "n-mnist", Data = new DataRecipe { Layout = DataLayout.Nmnist } };

        var data = TrainingData.Load(recipe, path, new PrepareOptions { Threads = 2 }, withTest: true);

        // A tenth of each class, rounded: 8 10 8 7 8 7 7 9 7 8.
        Assert.Equal((721, 79, 100), (data.Train.Count, data.Validation!.Count, data.Test!.Count));
        Assert.Equal((10, 34, 34), (data.Train.Steps, data.Train.Size.Width, data.Train.Size.Height));
        Assert.Null(data.Train.Preparation.Resize);
        Assert.Equal(10, data.Validation.Labels.Distinct().Count());
    }
}

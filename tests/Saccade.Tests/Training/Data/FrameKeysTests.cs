using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Data;

/// <summary>The keys frames.fit, frames.counts and frames.window, from the recipe through the preparation to a model file.</summary>
public sealed class FrameKeysTests : IDisposable
{
    private static string Text(string keys) => "{name: r, frames: {count: 4, " + keys + "}, network: {preset: small-cnn, channels: [2]}, phases: {p: {network: spiking}}}";

    private readonly FolderDataset _folder = new();

    [Fact]
    public void Read_KeysNotGiven_AreTheSensorTheCountAndNoOverlap()
    {
        var frames = Read("height: 9").Frames;

        Assert.Equal((FrameFit.Sensor, CountScale.Linear, 1), (frames.Fit, frames.Counts, frames.Window));
    }

    [Theory]
    [InlineData("fit: recording", FrameFit.Recording, CountScale.Linear, "number-4")]
    [InlineData("counts: log, window: 1", FrameFit.Sensor, CountScale.Log, "number-4")]
    [InlineData("counts: binary, window: 4", FrameFit.Sensor, CountScale.Binary, "number-4-trailing-4")]
    [InlineData("fit: recording, counts: log, window: 2, slicing: time", FrameFit.Recording, CountScale.Log, "time-4-trailing-2")]
    public void Load_KeysOfTheRecipe_BecomeThePreparation(string keys, FrameFit fit, CountScale counts, string slicing)
    {
        var recipe = Read(keys + ", height: 10, width: 12");

        var preparation = TrainingData.Load(Add(recipe), _folder.Path).Train.Preparation;

        Assert.Equal((fit, counts, slicing), (preparation.Fit, preparation.Counts, preparation.Slicing.Key));
        Assert.Equal(fit == FrameFit.Recording, preparation.Resize is not null); // what a recording covers must be resized even to the sensor's size
        Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToYaml(recipe), "again"));
    }

    [Theory]
    [InlineData("window: 5", "frames.window: got 5, expected at most count = 4")]
    [InlineData("window: 0", "frames.window: got 0, expected a whole number from 1")]
    [InlineData("fit: object", "frames.fit: got text 'object', expected one of sensor or recording")]
    [InlineData("counts: sqrt", "frames.counts: got text 'sqrt', expected one of linear, log or binary")]
    public void Read_ValuesThatCannotBe_AreNamed(string keys, string expected)
    {
        var e = Assert.Throws<RecipeException>(() => Read(keys));

        Assert.Contains(expected, Assert.Single(e.Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fit: recording, counts: log, window: 2")]
    [InlineData("counts: binary, window: 3, slicing: time")]
    [InlineData("counts: linear")]
    public void Card_ThroughAFile_ShowsTheNetworkTheSameFrames(string keys)
    {
        var recipe = Add(Read(keys + ", height: 5, width: 6, resize: binned"));
        var data = TrainingData.Load(recipe, _folder.Path);
        var input = new FrameSize(5, 6);
        var network = Network.Create(new ArchitectureDescription.SmallCnn { Channels = [2] }.Describe(input, 2, new Relu()), 1);
        string path = Path.Combine(_folder.Path, "model.safetensors");

        ModelFile.Save(path, network, ModelData.Card(recipe, data, [0, 1, 2, 3], new Dictionary<string, IReadOnlyList<double>>()));
        var card = ModelFile.Load(path).Card;

        Assert.Equal(data.Train.Preparation, card.Preprocessing.Preparation(input));
    }

    [Fact]
    public void Predict_FittedScaledOverlappingFrames_MatchThePreparedOnes()
    {
        var recipe = Add(Read("fit: recording, counts: log, window: 2, height: 5, width: 6, resize: binned"));
        var data = TrainingData.Load(recipe, _folder.Path);
        var network = Network.Create(new ArchitectureDescription.SmallCnn { Channels = [2] }.Describe(new FrameSize(5, 6), 2, new Relu()), 1);
        var card = ModelData.Card(recipe, data, [0, 1, 2, 3], new Dictionary<string, IReadOnlyList<double>>());
        EventBuffer events = new();
        Saccade.Events.Formats.EventFormats.Default.ReadFile(Path.Combine(_folder.Path, "train", "a", "0.bin"), events);

        using var recognizer = new Recognizer(network, card);
        using var linear = new Recognizer(network, card with { Preprocessing = card.Preprocessing with { Counts = CountScale.Linear } });
        var fitted = recognizer.Recognize(events).Probabilities;
        var counts = linear.Recognize(events).Probabilities;
        var moved = new EventBuffer();
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i] is { X: < 10, Y: < 8 })
                moved.Add(events[i]);
        }

        var small = recognizer.Recognize(moved).Probabilities;
        var shifted = new EventBuffer();
        for (int i = 0; i < moved.Count; i++)
            shifted.Add(moved[i] with { X = (ushort)(moved[i].X + 2), Y = (ushort)(moved[i].Y + 2) });

        Assert.NotEqual(fitted, counts); // the scale reaches the network
        Assert.Equal(small, recognizer.Recognize(shifted).Probabilities); // and where the recording lies does not
    }

    public void Dispose() => _folder.Dispose();

    private static Recipe Read(string keys) => RecipeReader.Read(Text(keys), "r");

    private Recipe Add(Recipe recipe)
    {
        if (!Directory.Exists(Path.Combine(_folder.Path, "train")))
            _folder.Add("train/a", 3, 1).Add("train/b", 3, 2).Add("test/a", 2, 3).Add("test/b", 2, 4);
        return recipe with { Data = new DataRecipe { Validation = 0 } };
    }
}

using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
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
    [InlineData("compression: {time: 3}, polarity: merged", FrameFit.Sensor, CountScale.Linear, "number-12-joined-3")]
    [InlineData("compression: {time: 2}, polarity: signed, counts: mean, slicing: time, window: 2", FrameFit.Sensor, CountScale.Mean, "time-8-joined-2-trailing-2")]
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
    [InlineData("counts: sqrt", "frames.counts: got text 'sqrt', expected one of linear, log, binary, largest or mean")]
    [InlineData("compression: {time: 0}", "frames.compression.time: got 0, expected a whole number from 1")]
    [InlineData("compression: {space: 2}, resize: nearest", "frames.resize: got nearest with a compression of pixels, expected binned or none")]
    [InlineData("channels: 2, polarity: merged", "frames.channels: got 2, expected 1 for events, both in one")]
    public void Read_ValuesThatCannotBe_AreNamed(string keys, string expected)
    {
        var e = Assert.Throws<RecipeException>(() => Read(keys));

        Assert.Contains(expected, Assert.Single(e.Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fit: recording, counts: log, window: 2")]
    [InlineData("counts: binary, window: 3, slicing: time")]
    [InlineData("counts: linear")]
    [InlineData("compression: {time: 3, space: 2}")]
    [InlineData("compression: {time: 2}, polarity: signed, counts: largest")]
    public void Card_ThroughAFile_ShowsTheNetworkTheSameFrames(string keys)
    {
        var recipe = Add(Read(keys + ", height: 5, width: 6, resize: binned"));
        var data = TrainingData.Load(recipe, _folder.Path);
        var input = recipe.FrameSize;
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

    /// <summary>What a recording is decided from is what the network was trained on, compressed, combined and divided alike.</summary>
    [Theory]
    [InlineData("compression: {time: 3, space: 2}, polarity: merged")]
    [InlineData("compression: {time: 2, space: 2}, polarity: signed, counts: largest, slicing: time")]
    [InlineData("polarity: signed, counts: log, resize: binned")]
    public void Predict_CompressedFrames_AreThePreparedOnes(string keys)
    {
        var recipe = Add(Read(keys + ", height: 5, width: 6"));
        var data = TrainingData.Load(recipe, _folder.Path);
        var network = Network.Create(new NetworkDescription(recipe.FrameSize, [new Flatten(), new Linear(2)]), 1);
        EventBuffer events = new();
        Saccade.Events.Formats.EventFormats.Default.ReadFile(Path.Combine(_folder.Path, "train", "a", "0.bin"), events);
        float[] frames = new float[4 * data.Train.FrameLength];
        data.Train.CopyTo(0, [0, 1, 2, 3], frames);
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false);
        var logits = network.Forward(tape.Constant(new Shape("TNHWC", 4, 1, 5, 6, 1), frames), new ForwardPass(tape)).Values;
        double difference = (logits[1] + logits[3] + logits[5] + logits[7] - logits[0] - logits[2] - logits[4] - logits[6]) / 4;

        using var recognizer = new Recognizer(network, ModelData.Card(recipe, data, [0, 1, 2, 3], new Dictionary<string, IReadOnlyList<double>>()));

        Assert.Equal(1 / (1 + Math.Exp(difference)), recognizer.Recognize(events).Probabilities[0], 1e-5);
        Assert.NotEqual(0, difference);
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

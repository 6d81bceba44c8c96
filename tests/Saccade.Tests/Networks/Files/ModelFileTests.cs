using System.Text.Json.Nodes;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Files;

public sealed class ModelFileTests : IDisposable
{
    private const string Format = "saccade.format", Description = "saccade.network", Card = "saccade.card";

    private static readonly ModelCard _example = new()
    {
        Name = "small",
        Labels = ["left", "right <&> \"quoted\"", "Grüße 猫"],
        Recipe = "name: small\nphases: {}\n",
        Metrics = new Dictionary<string, IReadOnlyList<double>> { ["test.accuracy-by-steps"] = [0.1, 1 / 3.0, double.Epsilon] },
        Preprocessing = new Preprocessing { Frames = 10, Cut = FrameSlicing.Time, Positions = [5, 7, 9], SensorWidth = 34, SensorHeight = 33, Scaling = FrameResize.Binned },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-test-").FullName;
    private readonly Network _network = Nets.Trained(Nets.Two(new Spiking(NeuronDescription.Converted)), 3);

    private string ModelPath => Path.Combine(_folder, "m.safetensors");

    [Fact]
    public void Load_WhatWasSaved_HasTheSameBitsAndCard()
    {
        using var engine = new Engine(1);
        ModelFile.Save(ModelPath, _network, _example);

        var (network, card) = ModelFile.Load(ModelPath);

        Assert.Equal(_network.Description, network.Description);
        foreach (var (a, b) in _network.Parameters.Zip(network.Parameters))
            Close.SameBits(a.Values, b.Values, a.Name);
        float[] frames = Nets.Frames(3, 2, 1);
        Close.SameBits(Nets.Run(engine, _network, 3, 2, frames), Nets.Run(engine, network, 3, 2, frames));
        Assert.Equal((_example.Name, _example.Recipe), (card.Name, card.Recipe));
        Assert.Equal(_example.Labels, card.Labels);
        Assert.Equal(_example.Metrics["test.accuracy-by-steps"], Assert.Single(card.Metrics).Value);
        Assert.Equal(_example.Preprocessing.Positions, card.Preprocessing.Positions);
        Assert.Equal(_example.Preprocessing with { Positions = [] }, card.Preprocessing with { Positions = [] });
    }

    [Fact]
    public void Save_SameModel_GivesTheSameBytes()
    {
        ModelFile.Save(ModelPath, _network, _example);
        byte[] first = File.ReadAllBytes(ModelPath);

        ModelFile.Save(ModelPath, _network.Clone(), _example);

        Assert.Equal(first, File.ReadAllBytes(ModelPath));
    }

    [Fact]
    public void Save_WhereNothingCanBeWritten_LeavesThePreviousFile()
    {
        ModelFile.Save(ModelPath, _network, _example);
        byte[] before = File.ReadAllBytes(ModelPath);
        string missing = Path.Combine(_folder, "none", "model.safetensors");

        Assert.ThrowsAny<IOException>(() => ModelFile.Save(missing, _network, _example));
        Assert.Throws<IOException>(() => ModelFile.Save(_folder, _network, _example));

        Assert.Equal(before, File.ReadAllBytes(ModelPath));
    }

    [Fact]
    public void Load_TruncatedAnywhere_NamesFileAndOffset()
    {
        ModelFile.Save(ModelPath, _network, _example);
        byte[] whole = File.ReadAllBytes(ModelPath);
        string cut = Path.Combine(_folder, "cut.safetensors");

        for (int length = 0; length < whole.Length; length += 1 + whole.Length / 97)
        {
            File.WriteAllBytes(cut, whole[..length]);
            var e = Assert.Throws<ModelFileException>(() => ModelFile.Load(cut));
            Assert.Equal(cut, e.Path);
            Assert.StartsWith($"{cut}, byte {e.Offset}: got ", e.Message, StringComparison.Ordinal);
            Assert.InRange(e.Offset, 0, whole.Length);
        }
    }

    [Fact]
    public void Load_AnyByteOfTheHeaderChanged_ReadsOrIsAModelFileException()
    {
        ModelFile.Save(ModelPath, _network, _example);
        byte[] whole = File.ReadAllBytes(ModelPath);
        int header = 8 + BitConverter.ToInt32(whole);
        string changed = Path.Combine(_folder, "changed.safetensors");

        for (int at = 0; at < header; at += 7)
        {
            byte[] bytes = [.. whole];
            bytes[at] = (byte)(bytes[at] == (byte)'9' ? '1' : '9');
            File.WriteAllBytes(changed, bytes);
            var e = Record.Exception(() => ModelFile.Load(changed));
            Assert.True(e is null or ModelFileException, $"byte {at}: {e}");
        }
    }

    [Fact]
    public void Load_ForeignFile_SaysWhatIsExpected()
    {
        Write(_ => { });
        AssertRefused("'no format' as saccade.format", "'model 1' or 'model 2': a model written by saccade", metadata: m => m.Remove(Format));
        AssertRefused("'checkpoint 1' as saccade.format", "'model 1'", metadata: m => m[Format] = "checkpoint 1");
        AssertRefused("'model 3' as saccade.format", "a newer version may read it", metadata: m => m[Format] = "model 3");

        File.WriteAllText(ModelPath, "PK not a model at all");
        Assert.Throws<ModelFileException>(() => ModelFile.Load(ModelPath));
        Assert.Throws<FileNotFoundException>(() => ModelFile.Load(ModelPath + "x"));
    }

    [Fact]
    public void Load_DescriptionThatMakesNoNetwork_SaysWhy()
    {
        AssertRefused("saccade.network from which no network can be made", "the description of a network", metadata: m => m.Remove(Description));
        AssertRefused("needs flat features", "the description of a network", metadata: m => m[Description] = Nets.Of(new Linear(3)).ToJson());
        AssertRefused("layers.2.neuron.surrogate.kind: got text \"cubic\", expected one of triangle, atan, ", "the description of a network", metadata: m => m[Description] = m[Description].Replace("\"kind\":\"triangle\"", "\"kind\":\"cubic\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_DescriptionOfMoreThanTheFileHolds_TakesNoMemoryForIt()
    {
        const string Network = "the description of a network";
        void Refuse(string got, FrameSize input, params LayerDescription[] layers)
            => AssertRefused(got, Network, metadata: m => m[Description] = new NetworkDescription(input, new LayerList(layers)).ToJson());
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refuse("expected at most 268435456 elements", new FrameSize(32_768, 32_768), new Flatten(), new Linear(3));
        Refuse("expected at most 268435456 elements", new FrameSize(65_536, 32_768, 2), new Flatten(), new Linear(3));
        Refuse("has more values than are left", new FrameSize(4096, 4096), new Flatten(), new Linear(60));
        Refuse("has more values than are left", new FrameSize(8, 6), new Convolution(65_536), new Flatten(), new Linear(3));
        Refuse("elements", new FrameSize(64, 64), new Convolution(65_536, Kernel: 1, Padding: 0), new BatchNorm(), new Convolution(65_536), new Flatten(), new Linear(3));
        Refuse("elements", new FrameSize(300, 300, 2900), new Convolution(2900, Kernel: 255, Padding: 100), new Flatten(), new Linear(3));
        AssertRefused("at most 1048576 can be read", Network, metadata: m => m[Description] += new string(' ', 1 << 20));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void Load_TensorsThatDoNotFitTheDescription_NamesThem()
    {
        AssertRefused("no tensor '4.bias'", "one of shape [O 5], as the network's description says", tensors: t => t.RemoveAll(x => x.Name == "4.bias"));
        AssertRefused("tensor '4.bias' F32 [6]", "shape [O 5]", tensors: t => Replace(t, SafetensorsTensor.FromFloats("4.bias", [6], new float[6])));
        AssertRefused("tensor '4.bias' of type I64", "F32, F16, BF16 or F64", tensors: t => Replace(t, SafetensorsTensor.FromInt64s("4.bias", [5], new long[5])));
    }

    [Fact]
    public void Load_CardThatDoesNotFit_SaysHow()
    {
        AssertRefused("saccade.card that cannot be read", "JSON with name, preprocessing and labels", metadata: m => m.Remove(Card));
        AssertCard("saccade.card that cannot be read", "JSON with", card => card.Remove("labels"));
        AssertCard("saccade.card that cannot be read", "JSON with", card => card["preprocessing"]!["cut"] = "sometimes");
        AssertCard("2 labels", "3, one for each logit", card => ((JsonArray)card["labels"]!).RemoveAt(0));
        AssertCard("a label that is null", "texts", card => card["labels"]![1] = null);
        AssertCard("a metric that is null", "lists of numbers", card => card["metrics"]!["test.loss"] = null);
        AssertCard("the hash of a split that is null", "texts", card => card["splits"]!["train"] = null);
        AssertCard("0 frames", "1 to 4096", card => card["preprocessing"]!["frames"] = 0);
        AssertCard("positions 5, 7, 10", "each from 0 to 9", card => card["preprocessing"]!["positions"]![2] = 10);
        AssertCard("positions ", "at least one", card => card["preprocessing"]!["positions"] = new JsonArray());
        AssertCard("a sensor of 0x33", "at least 1x1", card => card["preprocessing"]!["sensor-width"] = 0);
        AssertCard("300000000 frames", "1 to 4096", card => card["preprocessing"]!["frames"] = 300_000_000);
        AssertCard("a sensor of 2147483647x33", "at most 16777216 pixels", card => card["preprocessing"]!["sensor-width"] = int.MaxValue);
        AssertCard("frames of 2147483647 slices", "1 to 10", card => card["preprocessing"]!["window"] = int.MaxValue);
        AssertCard("a sensor of 34x33 without scaling", "one of 6x8 like the network's input", card => card["preprocessing"]!["scaling"] = "none");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Replace(List<SafetensorsTensor> tensors, SafetensorsTensor tensor)
        => tensors[tensors.FindIndex(t => t.Name == tensor.Name)] = tensor;

    private void AssertCard(string got, string expected, Action<JsonObject> change) => AssertRefused(got, expected, metadata: m =>
    {
        var card = JsonNode.Parse(m[Card])!.AsObject();
        change(card);
        m[Card] = card.ToJsonString();
    });

    private void AssertRefused(string got, string expected, Action<Dictionary<string, string>>? metadata = null, Action<List<SafetensorsTensor>>? tensors = null)
    {
        Write(metadata ?? (_ => { }), tensors);

        var e = Assert.Throws<ModelFileException>(() => ModelFile.Load(ModelPath));

        Assert.Contains(got, e.Got, StringComparison.Ordinal);
        Assert.Contains(expected, e.Expected, StringComparison.Ordinal);
        Assert.Equal(ModelPath, e.Path);
    }

    /// <summary>Saves the model and writes it again with changes.</summary>
    private void Write(Action<Dictionary<string, string>> metadata, Action<List<SafetensorsTensor>>? tensors = null)
    {
        ModelFile.Save(ModelPath, _network, _example);
        Dictionary<string, string> texts;
        List<SafetensorsTensor> all;
        using (var file = SafetensorsFile.Open(ModelPath))
        {
            texts = file.Metadata.ToDictionary();
            all = [.. file.Entries.Select(e => file.Read(e.Name))];
        }

        metadata(texts);
        tensors?.Invoke(all);
        SafetensorsWriter.Write(ModelPath, all, texts);
    }
}

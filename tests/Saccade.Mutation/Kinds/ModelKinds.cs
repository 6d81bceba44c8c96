using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Networks.Import;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Training.Checkpoints;

namespace Saccade.Mutation.Kinds;

/// <summary>
/// Safetensors files, models and checkpoints. Their checksums are left out, as a program that changes such a file must do, except where a name ends in "-checked".
/// </summary>
internal static class ModelKinds
{
    private const string Metadata = "__metadata__", Checksums = "saccade.checksums", Description = "saccade.network", Card = "saccade.card", Info = "saccade.checkpoint";

    private static readonly Type[] _documented = [typeof(ModelFileException)];

    private static readonly TorchTensorData[] _torch = [new("conv1.weight", [2, 3, 1, 1], [1, 2, 3, 4, 5, 6]), new("conv1.bias", [2], [0.1f, float.NaN]), new("bn.num", [], [7]), new("none", [0, 4], [])];

    private static readonly TorchTensorData[] _small =
    [
        new("0.weight", [16, 2, 5, 5], new float[800]), new("2.weight", [16, 16, 3, 3], new float[2304]), new("5.weight", [8, 16, 3, 3], new float[1152]), new("9.weight", [256, 128], new float[32_768]), new("11.weight", [10, 256], new float[2560]),
    ];

    public static IEnumerable<MutationKind> All
    {
        get
        {
            byte[] tensors = Saved(Tensors), model = Saved(path => Model(path, WeightFormat.Float32)), whole = Saved(path => Model(path, WeightFormat.Int8)), checkpoint = Saved(CheckpointAt);
            return
            [
                new("safetensors", [Unchecked(tensors)], ReadTensors, _documented),
                Header("safetensors-header", tensors, ReadTensors),
                new("model-checked", [model], ReadModel, _documented),
                new("model", [Unchecked(model)], ReadModel, _documented),
                Header("model-header", model, ReadModel),
                new("model-int8-checked", [whole], ReadModel, _documented),
                new("model-int8", [Unchecked(whole)], ReadModel, _documented),
                Header("model-int8-header", whole, ReadModel),
                Text("model-description", model, Description, ReadModel),
                Text("model-card", model, Card, ReadModel),
                new("checkpoint-checked", [checkpoint], ReadCheckpoint, _documented),
                new("checkpoint", [Unchecked(checkpoint)], ReadCheckpoint, _documented),
                Header("checkpoint-header", checkpoint, ReadCheckpoint),
                Text("checkpoint-info", checkpoint, Info, ReadCheckpoint),
                new("torch-zip", [TorchFiles.Zip(_torch), TorchFiles.Zip(_torch, checkpoint: true)], ReadWeights, _documented),
                new("torch-pickle", [TorchFiles.Pickle(_torch, checkpoint: false), TorchFiles.Pickle(_torch, checkpoint: true)], ReadWeights, _documented) { Seal = pickle => TorchFiles.Zip(pickle, _torch) },
                new("torch-legacy", [TorchFiles.Legacy(_torch)], ReadWeights, _documented),
                new("torch-import", [TorchFiles.Pickle(_small, checkpoint: false)], Import, [.. _documented, typeof(WeightMismatchException), typeof(ArgumentException)]) { Seal = pickle => TorchFiles.Zip(pickle, _small) },
            ];
        }
    }

    /// <summary>The header is mutated as text; its length and the data are those that belong to it.</summary>
    private static MutationKind Header(string name, byte[] file, Action<byte[], string> read)
    {
        (byte[] header, byte[] data) = Parts(Unchecked(file));
        return new MutationKind(name, [header], read, _documented) { IsText = true, Seal = mutated => Joined(mutated, data) };
    }

    /// <summary>One text of the metadata is mutated; all around it stays valid.</summary>
    private static MutationKind Text(string name, byte[] file, string key, Action<byte[], string> read)
    {
        (byte[] header, byte[] data) = Parts(Unchecked(file));
        byte[] seed = Encoding.UTF8.GetBytes(JsonNode.Parse(header)![Metadata]![key]!.GetValue<string>());
        return new MutationKind(name, [seed], read, _documented)
        {
            IsText = true,
            Seal = mutated =>
            {
                var json = JsonNode.Parse(header)!;
                json[Metadata]![key] = Encoding.UTF8.GetString(mutated);
                return Joined(Encoding.UTF8.GetBytes(json.ToJsonString()), data);
            },
        };
    }

    private static byte[] Unchecked(byte[] file)
    {
        (byte[] header, byte[] data) = Parts(file);
        var json = JsonNode.Parse(header)!;
        json[Metadata]!.AsObject().Remove(Checksums);
        return Joined(Encoding.UTF8.GetBytes(json.ToJsonString()), data);
    }

    private static (byte[] Header, byte[] Data) Parts(byte[] file)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return (file[8..(8 + length)], file[(8 + length)..]);
    }

    private static byte[] Joined(byte[] header, byte[] data) => [.. BitConverter.GetBytes((long)header.Length), .. header, .. data];

    private static void ReadTensors(byte[] bytes, string folder)
    {
        using var file = SafetensorsFile.Open(new MemoryStream(bytes, writable: false), "mutated");
        foreach (var entry in file.Entries)
            file.Read(entry.Name);
    }

    private static void ReadWeights(byte[] bytes, string folder)
    {
        using var file = WeightFile.Open(new MemoryStream(bytes, writable: false), "mutated");
        foreach (var entry in file.Entries.Where(e => e.IsFloat))
            file.ReadFloats(entry.Name);
    }

    private static void Import(byte[] bytes, string folder)
    {
        using var file = WeightFile.Open(new MemoryStream(bytes, writable: false), "mutated");
        WeightImport.Read(file, KnownNetworks.Find("nir-nmnist"));
    }

    private static void ReadModel(byte[] bytes, string folder) => ModelFile.Load(Stored(bytes, folder));

    private static void ReadCheckpoint(byte[] bytes, string folder) => Checkpoint.Load(Stored(bytes, folder));

    private static string Stored(byte[] bytes, string folder)
    {
        string path = Path.Combine(folder, "mutated.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Saved(Action<string> save)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "seed.safetensors");
        save(path);
        return File.ReadAllBytes(path);
    }

    private static SafetensorsTensor[] SomeTensors() =>
    [
        SafetensorsTensor.FromFloats("conv1.weight", [2, 3], new[] { 0.1f, float.NaN, -0f, 1, 2, 3 }), SafetensorsTensor.FromDoubles("mean", [2], new[] { 0.5, 1e300 }),
        SafetensorsTensor.FromInt64s("optimizer.step", [1], new[] { 7L }), SafetensorsTensor.FromBytes("bits", [5], new byte[] { 1, 2, 3, 4, 5 }), SafetensorsTensor.FromFloats("none", [0, 4], Array.Empty<float>()),
    ];

    private static void Tensors(string path) => SafetensorsWriter.Write(path, SomeTensors(), new Dictionary<string, string> { ["note"] = "a \"b\"" });

    private static void CheckpointAt(string path) => new Checkpoint(
        new CheckpointInfo
        {
            Phase = "finetune",
            Epoch = 3,
            Best = new BestEpoch(2, 0.3),
            MetricsLength = 1234,
            RecipeHash = "cafe",
            Data = "v\"1\"",
            Progress = new EpochProgress(7, 3, 0.1, [0.1, 0.2], 1.5, 0.5, 12),
        },
        SomeTensors()).Save(path);

    private static void Model(string path, WeightFormat weights)
    {
        var spiking = new Spiking(NeuronDescription.Converted);
        var shortcut = Branches.Add(new LayerList([new Convolution(4), new BatchNorm()]), new LayerList([]));
        var layers = new LayerList([new Convolution(4), new BatchNorm(), spiking, shortcut, spiking, new AveragePool(), new Dropout(), new Flatten(), new Linear(3)]);
        ModelFile.Save(path, Network.Create(new NetworkDescription(new FrameSize(8, 6), layers), 3), new ModelCard
        {
            Name = "small",
            Weights = weights,
            Labels = ["left", "right", "none"],
            Recipe = "name: small\n",
            Metrics = new Dictionary<string, IReadOnlyList<double>> { ["test.accuracy-by-steps"] = [0.1, 0.5] },
            Splits = new Dictionary<string, string> { ["test"] = "cafe" },
            Preprocessing = new Preprocessing { Frames = 10, Cut = FrameSlicing.Number, Positions = [5, 7, 9], SensorWidth = 6, SensorHeight = 8, Scaling = FrameResize.None },
        });
    }
}

using System.Runtime.InteropServices;
using Saccade.Networks.Files;

namespace Saccade.Networks.Import;

/// <summary>
/// A file that <c>torch.save</c> wrote, of a state dictionary or of a checkpoint that holds one: a zip of a pickle and of storages (PyTorch 1.6 and later), or pickles and storages one after the other (earlier, and many
/// published weights since).
/// </summary>
internal sealed class TorchFile : WeightFile
{
    /// <summary>Where a file is small, the values of its pickle may take this much; beyond, twice the length of the file.</summary>
    private const long SmallBudget = 16L << 20;

    private readonly ITorchStorages _storages;
    private readonly Dictionary<string, TorchTensor> _tensors;

    private TorchFile(string path, ITorchStorages storages, object? root)
        : base(path)
    {
        _storages = storages;
        _tensors = StateDictionary.Of(path, root).ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        foreach (var storage in _tensors.Values.Select(t => t.Storage).Distinct())
            storages.Check(storage);
        Entries = [.. _tensors.Select(t => new WeightEntry(t.Key, t.Value.Storage.Type, t.Value.Shape))];
    }

    public override IReadOnlyList<WeightEntry> Entries { get; }

    public static TorchFile OfZip(Stream stream, string path)
    {
        var storages = new ZipStorages(stream, path);
        return new TorchFile(path, storages, new PickleMachine(Input(storages.Pickle(), storages.PicklePath, stream.Length), new TorchObjects()).Read());
    }

    public static TorchFile OfLegacy(Stream stream, string path)
    {
        var objects = new TorchObjects();
        var input = Input(stream, path, stream.Length);
        LegacyStorages.ReadHead(input);
        object? root = new PickleMachine(input, objects).Read();
        return new TorchFile(path, new LegacyStorages(stream, input, objects.Storages), root);
    }

    public override float[] ReadFloats(string name)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new ModelFileException(Path, 0, $"no tensor '{name}' among {_tensors.Count}", "it in the file");
        if (tensor.Storage.Type.FloatReader() is not { } read)
            throw new ModelFileException(Path, 0, $"tensor '{name}' of type {tensor.Storage.Type.FileName()}", "F32, F16, BF16 or F64");
        if (tensor.Count > Array.MaxLength || tensor.Span * tensor.Storage.Type.Size() > Array.MaxLength)
            throw new ModelFileException(Path, 0, $"tensor '{name}' of {tensor.Count} elements", $"at most {Array.MaxLength} bytes");
        float[] values = new float[(int)tensor.Count];
        int size = tensor.Storage.Type.Size();
        if (tensor.IsContiguous && tensor.Storage.Type == SafetensorsType.F32 && values.Length <= Array.MaxLength / size)
        {
            _storages.Read(tensor.Storage, tensor.Offset * size, MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        byte[] bytes = new byte[(int)tensor.Span * size];
        _storages.Read(tensor.Storage, tensor.Offset * size, bytes);
        int next = 0;
        foreach (long place in tensor.Places())
            values[next++] = read(bytes.AsSpan((int)place * size, size));
        return values;
    }

    public override void Dispose() => _storages.Dispose();

    private static PickleInput Input(Stream stream, string path, long fileBytes) => new(stream, path, Math.Max(SmallBudget, 2 * fileBytes));
}

/// <summary>Where the elements of a file's tensors are.</summary>
internal interface ITorchStorages : IDisposable
{
    /// <summary>Demands that a storage is there with the bytes that it should have.</summary>
    /// <exception cref="ModelFileException">It is not.</exception>
    void Check(TorchStorage storage);

    /// <summary>Reads bytes of a storage that was checked.</summary>
    void Read(TorchStorage storage, long offset, Span<byte> destination);
}

/// <summary>Finds the tensors in what a file holds.</summary>
internal static class StateDictionary
{
    /// <summary>
    /// The tensors of the outermost dictionary that has some: of a state dictionary those, of a checkpoint those of its <c>state_dict</c> or <c>model</c> and not those of its optimiser, which lie deeper.
    /// </summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public static IEnumerable<(string Name, TorchTensor Tensor)> Of(string path, object? root)
    {
        var waiting = new Queue<object?>([root]);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        while (waiting.TryDequeue(out object? value))
        {
            if (value is not PickleMap map || !seen.Add(map))
                continue;
            var tensors = new Dictionary<string, TorchTensor>(StringComparer.Ordinal);
            foreach (var (key, item) in map.Entries)
            {
                if (item is TorchTensor tensor)
                    tensors[key as string ?? $"{key}"] = tensor;
                waiting.Enqueue(item);
            }

            if (tensors.Count > 0)
                return tensors.Select(t => (t.Key, t.Value));
        }

        throw new ModelFileException(path, 0, "no dictionary of tensors", "a state_dict, or a checkpoint that holds one");
    }
}

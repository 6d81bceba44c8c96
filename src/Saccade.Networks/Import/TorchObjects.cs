using Saccade.Networks.Files;

namespace Saccade.Networks.Import;

/// <summary>
/// The only classes and functions that a file of PyTorch may name: dictionaries, storages, and what makes a tensor of a storage. Every other name is refused with the message that says it.
/// </summary>
internal sealed class TorchObjects
{
    private const int MaximumRank = 8;

    private static readonly Dictionary<string, SafetensorsType> _types = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = SafetensorsType.F32,
        ["DoubleStorage"] = SafetensorsType.F64,
        ["HalfStorage"] = SafetensorsType.F16,
        ["BFloat16Storage"] = SafetensorsType.BF16,
        ["LongStorage"] = SafetensorsType.I64,
        ["IntStorage"] = SafetensorsType.I32,
        ["ShortStorage"] = SafetensorsType.I16,
        ["CharStorage"] = SafetensorsType.I8,
        ["ByteStorage"] = SafetensorsType.U8,
        ["BoolStorage"] = SafetensorsType.Bool,
    };

    private static readonly Dictionary<string, Func<PickleInput, object?[], object?>> _functions = new(StringComparer.Ordinal)
    {
        ["collections OrderedDict"] = Dictionary,
        ["torch Size"] = (input, arguments) => arguments is [PickleTuple extents] ? extents : throw input.Defect("a size that is no tuple", "a tuple of numbers"),
        ["torch._utils _rebuild_tensor"] = Tensor,
        ["torch._utils _rebuild_tensor_v2"] = Tensor,
        ["torch._utils _rebuild_parameter"] = (input, arguments) => arguments is [TorchTensor tensor, ..] ? tensor : throw input.Defect("a parameter of something that is no tensor", "a tensor"),
    };

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that were named so far, by their keys.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>What a class or function is.</summary>
    public static PickleName Named(PickleInput input, string name) => _functions.ContainsKey(name) || TypeOf(name) is not null
        ? new PickleName(name)
        : throw input.Defect($"'{name.Replace(' ', '.')}' in the pickle", "tensors in dictionaries and lists only; nothing else is read, and nothing executed: save the state_dict alone");

    /// <summary>What a call of a function gives.</summary>
    public static object? Called(PickleInput input, PickleName name, object?[] arguments)
        => _functions.TryGetValue(name.Text, out var function) ? function(input, arguments) : throw input.Defect($"a call of {name.Text}", "no call of a type of elements");

    /// <summary>The storage of a persistent id: ('storage', type, key, device, elements), in old files with a view besides.</summary>
    public TorchStorage Stored(PickleInput input, object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleName type, string key, string, long count, ..] parts } || TypeOf(type.Text) is not { } elements || count < 0 || parts.Length > 5 && parts[5] is not null)
            throw input.Defect("an object of outside that is no whole storage", "('storage', type, key, device, elements)");
        var storage = new TorchStorage(key, elements, count);
        if (_storages.TryGetValue(key, out var known) && known != storage)
            throw input.Defect($"storage '{key}' as {elements} of {count} elements", $"{known.Type} of {known.Count} as before");
        return _storages[key] = storage;
    }

    private static SafetensorsType? TypeOf(string name) => name.StartsWith("torch ", StringComparison.Ordinal) && _types.TryGetValue(name["torch ".Length..], out var type) ? type : null;

    private static PickleMap Dictionary(PickleInput input, object?[] arguments)
    {
        var map = new PickleMap();
        if (arguments is [])
            return map;
        if (arguments is not [PickleList pairs])
            throw input.Defect("a dictionary made of something that is no list", "pairs of keys and values");
        foreach (object? pair in pairs.Items)
        {
            object?[] parts = pair switch { PickleTuple tuple => tuple.Items, PickleList list => [.. list.Items], _ => [] };
            map.Entries.Add(parts.Length == 2 ? (parts[0], parts[1]) : throw input.Defect("an entry of a dictionary that is no pair", "a key and a value"));
        }

        return map;
    }

    /// <summary>A view of a storage: (storage, offset, extents, strides, ...), all counted in elements.</summary>
    private static TorchTensor Tensor(PickleInput input, object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, PickleTuple extents, PickleTuple strides, ..])
            throw input.Defect("a tensor that is not made of a storage, an offset, extents and strides", "those");
        int[] shape = Whole(input, extents), steps = Whole(input, strides);
        if (shape.Length != steps.Length)
            throw input.Defect($"{shape.Length} extents and {steps.Length} strides", "as many of one as of the other");
        var tensor = new TorchTensor(storage, offset, shape, steps);
        return tensor.Fits ? tensor : throw input.Defect($"a tensor of [{string.Join(", ", shape)}] from element {offset} with strides [{string.Join(", ", steps)}]", $"one within the {storage.Count} elements of storage '{storage.Key}'");
    }

    private static int[] Whole(PickleInput input, PickleTuple numbers)
    {
        if (numbers.Items.Length > MaximumRank || !Array.TrueForAll(numbers.Items, n => n is long and >= 0 and <= int.MaxValue))
            throw input.Defect("extents or strides", $"at most {MaximumRank} whole numbers from 0 to {int.MaxValue}");
        return [.. numbers.Items.Select(n => (int)(long)n!)];
    }
}

/// <summary>A row of elements in a file.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Count">Elements.</param>
internal sealed record TorchStorage(string Key, SafetensorsType Type, long Count)
{
    public Int128 Bytes => (Int128)Count * Type.Size();
}

/// <summary>A view of a storage.</summary>
/// <param name="Storage">Where the elements are.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">Extents, outermost first.</param>
/// <param name="Strides">Elements from one index to the next along each axis.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, int[] Shape, int[] Strides)
{
    public Int128 Count => Shape.Aggregate((Int128)1, (product, extent) => Int128.Min(product * extent, long.MaxValue));

    /// <summary>Elements of the storage from the first to behind the last.</summary>
    public Int128 Span => Count == 0 ? 0 : Shape.Zip(Strides).Aggregate((Int128)1, (sum, axis) => sum + ((Int128)(axis.First - 1) * axis.Second));

    /// <summary>Whether all elements lie in the storage, and none is shown so often that the tensor is larger than that.</summary>
    public bool Fits => Offset >= 0 && Offset + Span <= Storage.Count && Count <= Storage.Count;

    /// <summary>Whether the elements stand in the storage as they are read, row-major without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            long step = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != step)
                    return false;
                step *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>The place of each element, row-major, counted from <see cref="Offset"/>.</summary>
    public IEnumerable<long> Places()
    {
        int[] index = new int[Shape.Length];
        for (long left = (long)Count, place = 0; left > 0; left--)
        {
            yield return place;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                place += Strides[axis];
                if (++index[axis] < Shape[axis])
                    break;
                place -= (long)Strides[axis] * Shape[axis];
                index[axis] = 0;
            }
        }
    }
}

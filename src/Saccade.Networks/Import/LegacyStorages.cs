using System.Buffers.Binary;
using System.Numerics;
using Saccade.Networks.Files;

namespace Saccade.Networks.Import;

/// <summary>
/// Files of PyTorch before 1.6, which is how many published weights are stored: a magic number, a version, notes on the machine, the content and the keys of the storages, each a pickle, then for each key its number of elements
/// (8 bytes) and the elements.
/// </summary>
internal sealed class LegacyStorages : ITorchStorages
{
    private const int Version = 1001;
    private static readonly BigInteger _magic = BigInteger.Parse("1950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private readonly Stream _stream;
    private readonly string _path;
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    /// <summary>Finds the storages.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="input">Its pickles, of which that of the keys is next.</param>
    /// <param name="known">The storages that the content names.</param>
    public LegacyStorages(Stream stream, PickleInput input, IReadOnlyDictionary<string, TorchStorage> known)
    {
        (_stream, _path) = (stream, input.Path);
        if (new PickleMachine(input, new TorchObjects()).Read() is not PickleList keys)
            throw input.Defect("no list of storages", "the keys of the storages behind the tensors");
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (object? item in keys.Items)
        {
            if (item is not string key || !known.TryGetValue(key, out var storage))
                throw input.Defect($"storage '{item}', which no tensor uses", "storages of tensors");
            if (input.Remaining < count.Length)
                throw input.Defect("the end of the file", $"storage '{key}'");
            stream.ReadExactly(count);
            long elements = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (elements != storage.Count || storage.Bytes > input.Remaining || !_places.TryAdd(key, stream.Position))
                throw input.Defect($"storage '{key}' of {elements} elements, {input.Remaining} bytes before the end", $"{storage.Count} elements in {storage.Bytes} bytes, once");
            stream.Position += (long)storage.Bytes;
        }
    }

    /// <summary>Whether a file begins as one of these: a pickle of a long number of 10 bytes.</summary>
    public static bool IsOne(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x80, 2, 0x8a, 10]);

    /// <summary>Reads what stands before the content.</summary>
    public static void ReadHead(PickleInput input)
    {
        object? magic = Next(), version = Next(), machine = Next();
        if (magic is not BigInteger number || number != _magic || version is not (long)Version)
            throw input.Defect($"a pickle of {magic ?? "nothing"} and {version ?? "nothing"}", "the magic number and the version of a file of PyTorch");
        if (machine is not PickleMap notes || notes["little_endian"] is not true)
            throw input.Defect("elements that are not little-endian", "little-endian ones");

        object? Next() => new PickleMachine(input, new TorchObjects()).Read();
    }

    public void Check(TorchStorage storage)
    {
        if (!_places.ContainsKey(storage.Key))
            throw new ModelFileException(_path, _stream.Length, $"no storage '{storage.Key}'", "the elements of every tensor");
    }

    public void Read(TorchStorage storage, long offset, Span<byte> destination)
    {
        try
        {
            _stream.Position = _places[storage.Key] + offset;
            _stream.ReadExactly(destination);
        }
        catch (EndOfStreamException e)
        {
            throw new ModelFileException(_path, _stream.Length, $"the end of the file inside storage '{storage.Key}'", "as many bytes as when it was opened", e);
        }
    }

    public void Dispose() => _stream.Dispose();
}

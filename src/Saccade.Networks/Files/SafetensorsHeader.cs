using System.Text.Json;

namespace Saccade.Networks.Files;

/// <summary>
/// Reads the JSON header of a safetensors file token by token, so that every defect has a byte offset and nothing is allocated that the
/// header's own bytes do not pay for.
/// </summary>
internal ref struct SafetensorsHeader
{
    /// <summary>The key of the texts that are not tensors.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Bytes before the JSON: its length.</summary>
    public const int LengthBytes = 8;

    /// <summary>No honest header is longer; the reference implementation has the same limit.</summary>
    public const int MaximumLength = 100_000_000;

    private const int MaximumRank = 32;

    private readonly string _path;
    private readonly long _dataStart;
    private readonly long _dataLength;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private Utf8JsonReader _json;
    private bool _metadataSeen;

    private SafetensorsHeader(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        _path = path;
        _dataStart = LengthBytes + json.Length;
        _dataLength = dataLength;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
    }

    /// <summary>Reads a header and checks it against the length of the data that follows it.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    /// <returns>The entries in the order of their data, and the metadata.</returns>
    /// <exception cref="ModelFileException">The header breaks a rule of the format.</exception>
    public static (SafetensorsEntry[] Entries, Dictionary<string, string> Metadata) Read(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(path, json, dataLength);
        try
        {
            header.ReadAll();
        }
        catch (JsonException e)
        {
            throw new ModelFileException(path, LengthBytes + header._json.BytesConsumed, "a header that is not JSON: " + FirstSentence(e.Message), "a JSON object", e);
        }

        return (header.InOrderOfData(), header._metadata);
    }

    private readonly long Here => LengthBytes + _json.TokenStartIndex;

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private void ReadAll()
    {
        _json.Read();
        Expect(JsonTokenType.StartObject, "a JSON object");
        while (NextProperty(out string name))
        {
            if (name == MetadataKey)
                ReadMetadata();
            else
                ReadEntry(name);
        }

        // The reader itself rejects anything but white space after the object.
        _json.Read();
    }

    private void ReadMetadata()
    {
        if (_metadataSeen)
            throw Defect("a second " + MetadataKey, "one at most");
        _metadataSeen = true;
        _json.Read();
        Expect(JsonTokenType.StartObject, "an object of texts as " + MetadataKey);
        while (NextProperty(out string key))
        {
            _json.Read();
            Expect(JsonTokenType.String, $"a text as metadata '{key}'");
            if (!_metadata.TryAdd(key, Text()))
                throw Defect($"metadata '{key}' a second time", "distinct keys");
        }
    }

    private void ReadEntry(string name)
    {
        long at = Here;
        if (name.Length == 0)
            throw Defect("a tensor without a name", "a name");
        if (_entries.ContainsKey(name))
            throw Defect($"tensor '{name}' a second time", "distinct names");
        _json.Read();
        Expect(JsonTokenType.StartObject, $"an object that describes tensor '{name}'");
        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        while (NextProperty(out string key))
        {
            switch (key)
            {
                case "dtype" when type is null:
                    type = ReadType(name);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(name, key, int.MaxValue, MaximumRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(name, key, long.MaxValue, 2);
                    break;
                default:
                    throw Defect($"key '{key}' of tensor '{name}'", "dtype, shape and data_offsets, each once");
            }
        }

        if (type is not { } elementType || shape is null || offsets is null)
            throw new ModelFileException(_path, at, $"tensor '{name}' without {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}", "dtype, shape and data_offsets");
        _entries.Add(name, Entry(name, at, elementType, shape, offsets));
    }

    private readonly SafetensorsEntry Entry(string name, long at, SafetensorsType type, List<long> shape, List<long> offsets)
    {
        if (offsets.Count != 2 || offsets[0] > offsets[1] || offsets[1] > _dataLength)
            throw new ModelFileException(_path, at, $"data_offsets [{string.Join(", ", offsets)}] of tensor '{name}'", $"a begin and an end within the {_dataLength} bytes of data");
        var bytes = (UInt128)type.Size();
        foreach (long extent in shape)
        {
            // Extents are below 2^31 and the product is capped here, so it cannot overflow; a later 0 still makes it 0.
            bytes = UInt128.Min(bytes * (UInt128)extent, (UInt128)long.MaxValue + 1);
        }

        if (bytes != (UInt128)(offsets[1] - offsets[0]))
        {
            throw new ModelFileException(
                _path, at, $"{offsets[1] - offsets[0]} bytes of data for tensor '{name}'", $"{bytes} for {type.FileName()} [{string.Join(", ", shape)}]");
        }

        return new SafetensorsEntry(name, type, [.. shape.Select(extent => (int)extent)], _dataStart + offsets[0], offsets[1] - offsets[0]);
    }

    private SafetensorsType ReadType(string name)
    {
        _json.Read();
        Expect(JsonTokenType.String, $"a text as dtype of tensor '{name}'");
        string text = Text();
        return SafetensorsTypes.TryParse(text, out var type) ? type : throw Defect($"dtype '{text}' of tensor '{name}'", "one of " + SafetensorsTypes.AllNames);
    }

    private List<long> ReadNumbers(string name, string key, long maximum, int maximumCount)
    {
        _json.Read();
        Expect(JsonTokenType.StartArray, $"a list of numbers as {key} of tensor '{name}'");
        var numbers = new List<long>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.Number, $"numbers only in {key} of tensor '{name}'");
            if (!_json.TryGetInt64(out long number) || number < 0 || number > maximum)
                throw Defect($"{System.Text.Encoding.UTF8.GetString(_json.ValueSpan)} in {key} of tensor '{name}'", $"whole numbers from 0 to {maximum}");
            if (numbers.Count == maximumCount)
                throw Defect($"more than {maximumCount} numbers in {key} of tensor '{name}'", $"{maximumCount} at most");
            numbers.Add(number);
        }

        return numbers;
    }

    private bool NextProperty(out string name)
    {
        _json.Read();
        name = _json.TokenType == JsonTokenType.PropertyName ? Text() : "";
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    private readonly string Text()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFileException(_path, Here, "a text that is not UTF-8", "UTF-8", e);
        }
    }

    private readonly void Expect(JsonTokenType type, string expected)
    {
        if (_json.TokenType != type)
            throw Defect(_json.TokenType.ToString(), expected);
    }

    private readonly ModelFileException Defect(string got, string expected) => new(_path, Here, got, expected);

    private readonly SafetensorsEntry[] InOrderOfData()
    {
        SafetensorsEntry[] sorted = [.. _entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteCount)];
        long end = _dataStart;
        string before = "the header";
        foreach (var entry in sorted)
        {
            if (entry.Offset != end)
            {
                string defect = entry.Offset < end ? "overlap with" : "a gap after";
                throw new ModelFileException(_path, entry.Offset, $"the data of tensor '{entry.Name}' with {defect} {before}", $"it at byte {end}");
            }

            (end, before) = (entry.Offset + entry.ByteCount, $"tensor '{entry.Name}'");
        }

        if (end != _dataStart + _dataLength)
            throw new ModelFileException(_path, end, $"{_dataStart + _dataLength - end} bytes after {before}", "the end of the file");
        return sorted;
    }
}

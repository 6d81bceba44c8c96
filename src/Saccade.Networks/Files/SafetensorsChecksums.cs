using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Saccade.Networks.Files;

/// <summary>
/// Checksums (XXH3, 64 bits) in the metadata of the safetensors files that this library writes: one of the header's content, one of the data of each tensor. They
/// stand in one text of hexadecimal numbers with spaces between them, the header's first, then the tensors' in the order of their data. Files of other
/// programs have none and are read as they stand.
/// </summary>
internal static class SafetensorsChecksums
{
    /// <summary>The key of the metadata.</summary>
    public const string Key = "saccade.checksums";

    private const int Digits = 16;

    /// <summary>The text for tensors and metadata about to be written.</summary>
    /// <param name="entries">Names, types, shapes and places, in the order of the data.</param>
    /// <param name="tensors">Hash of the data of each.</param>
    /// <param name="metadata">The other metadata.</param>
    public static string Write(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyList<ulong> tensors, IReadOnlyDictionary<string, string> metadata)
        => string.Join(' ', tensors.Prepend(OfHeader(entries, tensors, metadata)).Select(Hexadecimal));

    /// <summary>The checksums of the tensors, in the order of their data; empty if the file has none.</summary>
    /// <exception cref="ModelFileException">The text is no list of checksums, or the header is not the one it was made of.</exception>
    public static ulong[] Read(string path, IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out string? text))
            return [];
        string[] words = text.Split(' ');
        ulong[] values = new ulong[words.Length];
        bool sound = words.Length == entries.Count + 1;
        for (int i = 0; sound && i < words.Length; i++)
            sound = words[i].Length == Digits && ulong.TryParse(words[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out values[i]) && Hexadecimal(values[i]) == words[i];
        if (!sound)
            throw Damaged(path, SafetensorsHeader.LengthBytes, $"checksums that are not {entries.Count + 1} numbers of {Digits} hexadecimal digits");
        ulong[] tensors = values[1..];
        return values[0] == OfHeader(entries, tensors, metadata)
            ? tensors
            : throw Damaged(path, SafetensorsHeader.LengthBytes, "a header that is not the one its checksum was made of");
    }

    /// <summary>That bytes are not those that were written.</summary>
    public static ModelFileException Damaged(string path, long offset, string got)
        => new(path, offset, got, $"what was written: the file is damaged, use a copy or make it again (a program that changes it on purpose must leave {Key} out of the metadata)");

    private static string Hexadecimal(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong OfHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyList<ulong> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var hash = new XxHash3();
        void Add(string text)
        {
            // The length first, so that no two lists of texts are the same bytes.
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.Append(BitConverter.GetBytes(bytes.Length));
            hash.Append(bytes);
        }

        long start = entries.Count == 0 ? 0 : entries[0].Offset;
        for (int i = 0; i < entries.Count; i++)
        {
            Add(entries[i].Name);
            Add($"{entries[i].Describe()} {entries[i].Offset - start} {Hexadecimal(tensors[i])}");
        }

        foreach (var (key, value) in metadata.Where(pair => pair.Key != Key).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(key);
            Add(value);
        }

        return hash.GetCurrentHashAsUInt64();
    }
}

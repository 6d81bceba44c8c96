using System.Buffers.Binary;
using System.Text.Json;
using Saccade.Files;

namespace Saccade.Networks.Files;

/// <summary>
/// Writes safetensors files: the length of the header (8 bytes, little-endian), the header as JSON padded with spaces to a multiple of 8, the data.
/// The same tensors and metadata give the same bytes. Checksums are added to the metadata (key <c>saccade.checksums</c>); readers of this library verify them.
/// </summary>
/// <remarks>Wider elements come first and tensors of one width in the order given, so that every tensor is aligned to its element.</remarks>
public static class SafetensorsWriter
{
    /// <summary>Writes a file as a whole or not at all, see <see cref="AtomicFile"/>.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <param name="metadata">Texts for the header's <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">Two tensors share a name, or a tensor is called <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The file cannot be stored; the previous one is unchanged.</exception>
    public static void Write(string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var list = Arrange(tensors);
        AtomicFile.Write(path, stream => Write(stream, list, metadata));
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">Receives the bytes, from its present position on.</param>
    /// <param name="tensors">Tensors with distinct names.</param>
    /// <param name="metadata">Texts for the header's <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">Two tensors share a name, or a tensor is called <c>__metadata__</c>.</exception>
    public static void Write(Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        Write(stream, Arrange(tensors), metadata);
    }

    private static void Write(Stream stream, SafetensorsTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        byte[] header = Header(tensors, metadata);
        int padded = (header.Length + 7) & ~7;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(header);
        stream.Write("       "u8[..(padded - header.Length)]);
        foreach (var tensor in tensors)
            tensor.CopyTo(stream);
    }

    private static SafetensorsTensor[] Arrange(IEnumerable<SafetensorsTensor> tensors)
    {
        SafetensorsTensor[] list = [.. tensors.OrderByDescending(t => t.Type.Size())];
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
        foreach (var tensor in list)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"got a second tensor called '{tensor.Name}', expected distinct names other than {SafetensorsHeader.MetadataKey}", nameof(tensors));
        }

        return list;
    }

    private static byte[] Header(SafetensorsTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var entries = Entries(tensors);
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            texts.Add(key, value);
        texts[SafetensorsChecksums.Key] = SafetensorsChecksums.Write(entries, [.. tensors.Select(t => t.Checksum())], texts);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach (var (key, value) in texts)
                json.WriteString(key, value);
            json.WriteEndObject();
            foreach (var entry in entries)
                WriteEntry(json, entry);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Where each tensor stands, counted from the first.</summary>
    private static List<SafetensorsEntry> Entries(SafetensorsTensor[] tensors)
    {
        var entries = new List<SafetensorsEntry>();
        long offset = 0;
        foreach (var tensor in tensors)
        {
            entries.Add(new SafetensorsEntry(tensor.Name, tensor.Type, tensor.Shape, offset, tensor.ByteCount));
            offset += tensor.ByteCount;
        }

        return entries;
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type.FileName());
        json.WriteStartArray("shape");
        foreach (int extent in entry.Shape)
            json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Offset);
        json.WriteNumberValue(entry.Offset + entry.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

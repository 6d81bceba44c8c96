using System.Buffers.Binary;
using System.Text.Json;
using Saccade.Files;

namespace Saccade.Networks.Files;

/// <summary>
/// Writes safetensors files: the length of the header (8 bytes, little-endian), the header as JSON padded with spaces to a multiple of 8, the data.
/// The same tensors and metadata give the same bytes.
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
        SafetensorsTensor[] list = Arrange(tensors);
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
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(json, metadata);
            long offset = 0;
            foreach (var tensor in tensors)
                offset = WriteEntry(json, tensor, offset);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long offset)
    {
        long end = offset + tensor.ByteCount;
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.FileName());
        json.WriteStartArray("shape");
        foreach (int extent in tensor.Shape)
            json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }
}

using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Saccade.Files;

namespace Saccade.Networks.Files;

/// <summary>
/// An open safetensors file. Opening reads and checks the header only; data is read when asked for. Reading executes nothing and trusts nothing:
/// whatever the header says is checked against the length of the file before memory is set aside for it. Where the file has checksums (those that this library
/// writes do), data that is not what was written is an error when it is read.
/// </summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int PieceBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly Dictionary<string, SafetensorsEntry> _byName;
    private readonly Dictionary<string, ulong> _checksums;

    private SafetensorsFile(Stream stream, string path)
    {
        (_stream, Path) = (stream, path);
        (Entries, Metadata) = ReadHeader(stream, path);
        _byName = Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        ulong[] checksums = SafetensorsChecksums.Read(path, Entries, Metadata);
        _checksums = Entries.Take(checksums.Length).Zip(checksums).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>All tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The texts of the header's <c>__metadata__</c>; empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The header breaks a rule of the format, or the file is shorter or longer than it says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0), path);
    }

    /// <summary>Reads from a stream that can seek; the stream is closed with this object, also when opening fails.</summary>
    /// <param name="stream">The whole file, from position 0.</param>
    /// <param name="name">A name for messages.</param>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    public static SafetensorsFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return new SafetensorsFile(stream, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>What the header says about a tensor.</summary>
    /// <exception cref="ModelFileException">There is no tensor of that name.</exception>
    public SafetensorsEntry Entry(string name) => _byName.TryGetValue(name, out var entry)
        ? entry
        : throw new ModelFileException(Path, SafetensorsHeader.LengthBytes, $"no tensor '{name}' among {Entries.Count}", "it in the header");

    /// <summary>The values of a tensor as float32: F32 as they stand, F16 and BF16 exactly, F64 rounded to the nearest.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, it holds no floats, or the file is truncated.</exception>
    public float[] ReadFloats(string name)
    {
        var entry = Entry(name);
        float[] values = new float[Length(entry)];
        ReadFloats(name, values);
        return values;
    }

    /// <summary>Reads the values of a tensor as float32 into memory of the caller.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">As many elements as the tensor has.</param>
    /// <exception cref="ArgumentException">The destination does not have the expected length.</exception>
    /// <inheritdoc cref="ReadFloats(string)" path="/exception"/>
    public void ReadFloats(string name, Span<float> destination)
    {
        var entry = Entry(name);
        if (entry.Type.FloatReader() is not { } read)
            throw new ModelFileException(Path, entry.Offset, $"tensor '{name}' of type {entry.Describe()}", "F32, F16, BF16 or F64");
        if (destination.Length != entry.Count)
            throw new ArgumentException($"tensor '{name}' has {entry.Count} elements, but the destination has {destination.Length}", nameof(destination));
        if (entry.Type == SafetensorsType.F32 && entry.ByteCount <= int.MaxValue)
        {
            ReadWhole(entry, MemoryMarshal.AsBytes(destination));
            return;
        }

        ReadInPieces(entry, destination, bytes => read(bytes));
    }

    /// <summary>The values of a float64 tensor.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, it is not F64, or the file is truncated.</exception>
    public double[] ReadDoubles(string name) => ReadAs(name, SafetensorsType.F64, bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes));

    /// <summary>The values of an int64 tensor.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, it is not I64, or the file is truncated.</exception>
    public long[] ReadInt64s(string name) => ReadAs(name, SafetensorsType.I64, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes));

    /// <summary>The values of a tensor of signed bytes.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, it is not I8, or the file is truncated.</exception>
    public sbyte[] ReadInt8s(string name) => ReadAs(name, SafetensorsType.I8, bytes => (sbyte)bytes[0]);

    /// <summary>The bytes of a tensor of any type, little-endian as they stand in the file.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, it is larger than an array can be, or the file is truncated.</exception>
    public byte[] ReadBytes(string name)
    {
        var entry = Entry(name);
        if (entry.ByteCount > Array.MaxLength)
            throw new ModelFileException(Path, entry.Offset, $"{entry.ByteCount} bytes of tensor '{name}'", $"{Array.MaxLength} at most");
        byte[] bytes = new byte[entry.ByteCount];
        ReadWhole(entry, bytes);
        return bytes;
    }

    /// <summary>Reads a tensor that <see cref="SafetensorsWriter"/> can write again: F32, F64, I64, I8 or U8.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, its type is not the expected one, or the file is truncated.</exception>
    public SafetensorsTensor Read(string name)
    {
        var entry = Entry(name);
        return entry.Type switch
        {
            SafetensorsType.F32 => SafetensorsTensor.FromFloats(name, entry.Shape, ReadFloats(name)),
            SafetensorsType.F64 => SafetensorsTensor.FromDoubles(name, entry.Shape, ReadDoubles(name)),
            SafetensorsType.I64 => SafetensorsTensor.FromInt64s(name, entry.Shape, ReadInt64s(name)),
            SafetensorsType.I8 => SafetensorsTensor.FromInt8s(name, entry.Shape, ReadInt8s(name)),
            SafetensorsType.U8 => SafetensorsTensor.FromBytes(name, entry.Shape, ReadBytes(name)),
            _ => throw new ModelFileException(Path, entry.Offset, $"tensor '{name}' of type {entry.Describe()}", "F32, F64, I64, I8 or U8"),
        };
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static (SafetensorsEntry[] Entries, Dictionary<string, string> Metadata) ReadHeader(Stream stream, string path)
    {
        long fileLength = stream.Length;
        if (fileLength == 0)
            throw new ModelFileException(path, 0, "an empty file", "a safetensors file");
        if (fileLength < SafetensorsHeader.LengthBytes)
            throw new ModelFileException(path, fileLength, $"the end of the file after {fileLength} bytes", "the length of the header in 8 bytes");
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.LengthBytes];
        stream.Position = 0;
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        ulong limit = Math.Min((ulong)(fileLength - SafetensorsHeader.LengthBytes), SafetensorsHeader.MaximumLength);
        if (length > limit)
            throw NoHeader(stream, path, length, limit);
        byte[] json = new byte[length];
        stream.ReadExactly(json);
        return SafetensorsHeader.Read(path, json, fileLength - SafetensorsHeader.LengthBytes - json.Length);
    }

    /// <summary>What a file is whose first bytes are no length of a header: nearly always a file that is no model.</summary>
    private static ModelFileException NoHeader(Stream stream, string path, ulong length, ulong limit)
    {
        byte[] head = new byte[Math.Min(ForeignFile.HeadBytes, stream.Length)];
        stream.Position = 0;
        stream.ReadExactly(head);
        if (head.Length > SafetensorsHeader.LengthBytes && head[SafetensorsHeader.LengthBytes] == '{' && length <= SafetensorsHeader.MaximumLength)
            return new ModelFileException(path, stream.Length, $"the end of the file after {stream.Length} bytes", $"a header of {length} bytes: the file was cut off");
        return ForeignFile.Describe(head) is { } what
            ? new ModelFileException(path, 0, what, "a safetensors file")
            : new ModelFileException(path, 0, $"a header of {length} bytes", $"{limit} at most (the file has {stream.Length} bytes)");
    }

    private T[] ReadAs<T>(string name, SafetensorsType type, Convert<T> convert)
    {
        var entry = Entry(name);
        if (entry.Type != type)
            throw new ModelFileException(Path, entry.Offset, $"tensor '{name}' of type {entry.Describe()}", type.FileName());
        var values = new T[Length(entry)];
        ReadInPieces(entry, values, convert);
        return values;
    }

    private int Length(SafetensorsEntry entry) => entry.Count <= Array.MaxLength
        ? (int)entry.Count
        : throw new ModelFileException(Path, entry.Offset, $"{entry.Count} elements of tensor '{entry.Name}'", $"{Array.MaxLength} at most");

    private void ReadInPieces<T>(SafetensorsEntry entry, Span<T> destination, Convert<T> convert)
    {
        int size = entry.Type.Size();
        byte[] piece = new byte[Math.Min(PieceBytes, entry.ByteCount)];
        var hash = new XxHash3();
        int index = 0;
        for (long done = 0; done < entry.ByteCount; done += piece.Length)
        {
            var part = piece.AsSpan(0, (int)Math.Min(piece.Length, entry.ByteCount - done));
            ReadExactly(entry, done, part);
            hash.Append(part);
            for (int at = 0; at < part.Length; at += size)
                destination[index++] = convert(part[at..]);
        }

        Verify(entry, hash.GetCurrentHashAsUInt64());
    }

    private void ReadWhole(SafetensorsEntry entry, Span<byte> bytes)
    {
        ReadExactly(entry, 0, bytes);
        if (_checksums.ContainsKey(entry.Name))
            Verify(entry, XxHash3.HashToUInt64(bytes));
    }

    private void Verify(SafetensorsEntry entry, ulong checksum)
    {
        if (_checksums.TryGetValue(entry.Name, out ulong written) && written != checksum)
            throw SafetensorsChecksums.Damaged(Path, entry.Offset, $"data of tensor '{entry.Name}' that is not what its checksum was made of");
    }

    private void ReadExactly(SafetensorsEntry entry, long skip, Span<byte> bytes)
    {
        try
        {
            _stream.Position = entry.Offset + skip;
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException e)
        {
            // The header was checked against the length, so the file became shorter since.
            throw new ModelFileException(Path, _stream.Length, $"the end of the file inside tensor '{entry.Name}'", $"data up to byte {entry.Offset + entry.ByteCount}", e);
        }
    }

    private delegate T Convert<T>(ReadOnlySpan<byte> bytes);
}

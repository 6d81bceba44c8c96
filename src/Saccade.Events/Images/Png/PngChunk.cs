using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Images.Png;

/// <summary>A chunk of a PNG file (ISO/IEC 15948, section 5): length, type, data, checksum over type and data.</summary>
internal readonly ref struct PngChunk
{
    private PngChunk(int offset, string type, ReadOnlySpan<byte> data)
    {
        Offset = offset;
        Type = type;
        Data = data;
    }

    /// <summary>The first eight bytes of a file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Where the chunk begins in the file.</summary>
    public int Offset { get; }

    /// <summary>Where the data begin in the file.</summary>
    public int DataOffset => Offset + 8;

    /// <summary>Four letters; a lower-case first one marks a chunk that may be passed over.</summary>
    public string Type { get; }

    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Bytes of the whole chunk.</summary>
    public int Length => Data.Length + 12;

    /// <summary>Whether a reader may pass over it.</summary>
    public bool IsAncillary => char.IsAsciiLetterLower(Type[0]);

    /// <summary>Reads the chunk at a place and checks its checksum.</summary>
    /// <exception cref="EventFormatException">The file ends inside it, or the checksum differs.</exception>
    public static PngChunk At(ReadOnlySpan<byte> file, int offset, string path)
    {
        if (file.Length - offset < 12)
            throw new EventFormatException(path, file.Length, "a chunk of at least 12 bytes", $"the end after {file.Length - offset}", "the file is cut off");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(file[offset..]);
        if (length > file.Length - offset - 12)
            throw new EventFormatException(path, offset, $"a chunk that fits the {file.Length - offset} bytes left", $"one with {length} bytes of data", "the file is cut off or damaged");
        var typeAndData = file.Slice(offset + 4, (int)length + 4);
        foreach (byte letter in typeAndData[..4])
        {
            if (!char.IsAsciiLetter((char)letter))
                throw new EventFormatException(path, offset + 4, "the four letters of a chunk's type", Convert.ToHexStringLower(typeAndData[..4]), "the file is damaged");
        }

        uint stored = BinaryPrimitives.ReadUInt32BigEndian(file[(offset + 8 + (int)length)..]);
        uint found = Crc32.HashToUInt32(typeAndData);
        string type = Encoding.ASCII.GetString(typeAndData[..4]);
        if (found != stored)
            throw new EventFormatException(path, offset, $"checksum {stored:x8} of chunk {type}", $"{found:x8}", "the file is damaged");
        return new PngChunk(offset, type, typeAndData[4..]);
    }

    /// <summary>Writes a chunk.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        Crc32 checksum = new();
        checksum.Append(type);
        checksum.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        stream.Write(number);
    }
}

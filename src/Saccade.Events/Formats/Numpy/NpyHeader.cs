using System.Buffers.Binary;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Formats.Numpy;

/// <summary>The header of an array in NumPy's format.</summary>
/// <param name="Fields">The fields of a record; one without name when the type is a plain number.</param>
/// <param name="ItemBytes">Bytes of an element.</param>
/// <param name="IsFortran">Whether the first index runs fastest.</param>
/// <param name="Shape">Extents.</param>
/// <param name="DataOffset">Bytes before the data.</param>
internal sealed record NpyHeader(IReadOnlyList<NpyField> Fields, int ItemBytes, bool IsFortran, IReadOnlyList<long> Shape, int DataOffset)
{
    /// <summary>Bytes that must be seen to know the length of a header.</summary>
    public const int FrontBytes = 12;

    /// <summary>Longer headers do not occur; NumPy itself refuses to read those above 10,000 characters unless told to.</summary>
    private const int MaxText = 1 << 16;

    /// <summary>Whether the elements are plain numbers.</summary>
    public bool IsPlain => Fields is [{ Name: "", Scalar: not null }];

    /// <summary>Number of elements; null when that does not fit 64 bits.</summary>
    public long? Elements
    {
        get
        {
            Int128 product = 1;
            foreach (long extent in Shape)
            {
                product *= extent;
                if (product > long.MaxValue)
                    return null;
            }

            return (long)product;
        }
    }

    /// <summary>Length of the header, from its first <see cref="FrontBytes"/> bytes.</summary>
    /// <exception cref="EventFormatException">They are not those of a NumPy array.</exception>
    public static int LengthOf(ReadOnlySpan<byte> front, string path)
    {
        if (front.Length < FrontBytes || !front.StartsWith(NpyHead.Signature))
            throw new EventFormatException(path, 0, "a NumPy array (\\x93NUMPY)", front.Length < FrontBytes ? $"only {front.Length} bytes" : "other bytes");
        int version = front[6];
        if (version is < 1 or > 3)
            throw new EventFormatException(path, 6, "version 1, 2 or 3 of NumPy's format", $"version {version}");
        (long text, int before) = version == 1 ? (BinaryPrimitives.ReadUInt16LittleEndian(front[8..]), 10) : (BinaryPrimitives.ReadUInt32LittleEndian(front[8..]), 12);
        return text <= MaxText ? (int)text + before : throw new EventFormatException(path, 8, $"a header of at most {MaxText} bytes", $"{text}");
    }

    /// <summary>Reads a whole header.</summary>
    /// <exception cref="EventFormatException">It is damaged, or of a kind that is not read.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> header, string path)
    {
        int before = header[6] == 1 ? 10 : FrontBytes;
        return new NpyHeaderParser(header[before..], path, before).Parse() with { DataOffset = header.Length };
    }
}

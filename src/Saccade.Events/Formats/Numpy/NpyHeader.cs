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

/// <summary>A field of a structured type.</summary>
/// <param name="Name">Its name; empty for padding.</param>
/// <param name="Scalar">What it holds; null when that is no single number.</param>
/// <param name="Offset">Where it begins in the record.</param>
internal sealed record NpyField(string Name, NpyScalar? Scalar, int Offset);

/// <summary>A number as NumPy stores it.</summary>
/// <param name="Kind">Signed 'i', unsigned 'u', boolean 'b', floating-point 'f'.</param>
/// <param name="Size">Bytes: 1, 2, 4 or 8.</param>
/// <param name="IsBigEndian">Whether the first byte is the highest.</param>
internal readonly record struct NpyScalar(char Kind, int Size, bool IsBigEndian)
{
    /// <summary>Whether it is floating-point.</summary>
    public bool IsFloat => Kind == 'f';

    /// <summary>The type of a code such as <c>&lt;i8</c>; null when it is none of the numbers that are read.</summary>
    public static NpyScalar? Of(string code)
    {
        if (code == "?")
            return new('b', 1, false);
        if (code.Length != 3 || code[0] is not ('<' or '>' or '|' or '=') || !char.IsAsciiDigit(code[2]))
            return null;
        int size = code[2] - '0';
        bool known = code[1] switch
        {
            'b' => size == 1,
            'i' or 'u' => size is 1 or 2 or 4 or 8,
            'f' => size is 2 or 4 or 8,
            _ => false,
        };
        return known && (code[0] != '|' || size == 1) ? new(code[1], size, code[0] == '>') : null;
    }
}

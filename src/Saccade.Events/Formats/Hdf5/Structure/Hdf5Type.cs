namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>What an element of a data set or of an attribute is.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record Hdf5Type(Hdf5Kind Kind, int Size)
{
    private const int Deepest = 8, StringClass = 3;

    /// <summary>Whether an integer has a sign.</summary>
    public bool IsSigned { get; private init; }

    /// <summary>Whether its highest byte comes first.</summary>
    public bool IsBigEndian { get; private init; }

    /// <summary>Whether it is a text, or a list of letters.</summary>
    public bool IsText { get; private init; }

    /// <summary>The elements of a list.</summary>
    public Hdf5Type? Element { get; private init; }

    /// <summary>The fields of a record.</summary>
    public IReadOnlyList<(string Name, int Offset, Hdf5Type Type)> Members { get; private init; } = [];

    /// <summary>Reads the description of a type.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Hdf5Type Read(ReadOnlySpan<byte> message)
    {
        Hdf5Cursor cursor = new(message);
        return Read(ref cursor, 0);
    }

    private static Hdf5Type Read(ref Hdf5Cursor cursor, int depth)
    {
        if (depth > Deepest)
            throw new InvalidDataException($"a type nested deeper than {Deepest}");
        int head = cursor.U8(), version = head >> 4;
        uint bits = (uint)cursor.Whole(3), size = cursor.U32();
        if (size is 0 or > int.MaxValue)
            throw new InvalidDataException($"a type of {size} bytes");
        Hdf5Type type = new(Hdf5Kind.Other, (int)size);
        switch (head & 15)
        {
            case 0:
                return Integer(ref cursor, type, bits);
            case 1:
                return Float(ref cursor, type, bits);
            case 2:
                cursor.Skip(2);
                return type;
            case StringClass:
                return type with { IsText = true };
            case 4:
                cursor.Skip(4);
                return type;
            case 5:
                cursor.Skip(bits & 0xFF);
                return type;
            case (int)Hdf5Kind.Compound:
                return Compound(ref cursor, type, version, (int)(bits & 0xFFFF), depth);
            case (int)Hdf5Kind.Enumeration:
                return Enumeration(ref cursor, type, version, (int)(bits & 0xFFFF), depth);
            case (int)Hdf5Kind.List:
                return type with { Kind = Hdf5Kind.List, IsText = (bits & 15) == 1, Element = Read(ref cursor, depth + 1) };
            case 10:
                int rank = cursor.U8();
                cursor.Skip((version < 3 ? 3 : 0) + rank * (version < 3 ? 8L : 4L));
                Read(ref cursor, depth + 1);
                return type;
            default:
                return (head & 15) == 7 ? type : throw new InvalidDataException($"a type of class {head & 15}");
        }
    }

    private static Hdf5Type Integer(ref Hdf5Cursor cursor, Hdf5Type type, uint bits)
    {
        int offset = cursor.U16(), precision = cursor.U16();
        bool isUsual = type.Size is 1 or 2 or 4 or 8 && offset == 0 && precision == 8 * type.Size;
        return type with { Kind = isUsual ? Hdf5Kind.Integer : Hdf5Kind.Other, IsBigEndian = (bits & 1) != 0, IsSigned = (bits & 8) != 0 };
    }

    private static Hdf5Type Float(ref Hdf5Cursor cursor, Hdf5Type type, uint bits)
    {
        int offset = cursor.U16(), precision = cursor.U16();
        cursor.Skip(1);
        int exponent = cursor.U8();
        cursor.Skip(6);
        bool isUsual = offset == 0 && precision == 8 * type.Size && (type.Size, exponent) is (2, 5) or (4, 8) or (8, 11) && (bits & 0x40) == 0;
        return type with { Kind = isUsual ? Hdf5Kind.Float : Hdf5Kind.Other, IsBigEndian = (bits & 1) != 0 };
    }

    private static Hdf5Type Compound(ref Hdf5Cursor cursor, Hdf5Type type, int version, int count, int depth)
    {
        List<(string, int, Hdf5Type)> members = [];
        int offsetSize = type.Size < 1 << 8 ? 1 : type.Size < 1 << 16 ? 2 : type.Size < 1 << 24 ? 3 : 4;
        for (int i = 0; i < count; i++)
        {
            int from = cursor.At;
            string name = cursor.Text();
            if (version < 3)
                cursor.Align(from);
            ulong offset = cursor.Whole(version < 3 ? 4 : offsetSize);
            bool isArray = false;
            if (version == 1)
            {
                isArray = cursor.U8() != 0;
                cursor.Skip(27);
            }

            var member = Read(ref cursor, depth + 1);
            if (offset + (ulong)member.Size > (ulong)type.Size)
                throw new InvalidDataException($"a field '{name}' outside of its record");
            members.Add((name, (int)offset, isArray ? member with { Kind = Hdf5Kind.Other } : member));
        }

        return type with { Kind = Hdf5Kind.Compound, Members = members };
    }

    private static Hdf5Type Enumeration(ref Hdf5Cursor cursor, Hdf5Type type, int version, int count, int depth)
    {
        var number = Read(ref cursor, depth + 1);
        for (int i = 0; i < count; i++)
        {
            int from = cursor.At;
            cursor.Text();
            if (version < 3)
                cursor.Align(from);
        }

        cursor.Skip((long)count * number.Size);
        return number with { Kind = number.Kind == Hdf5Kind.Integer ? Hdf5Kind.Enumeration : Hdf5Kind.Other };
    }
}

/// <summary>What a data set of HDF5 holds; numbers are those of the classes of types in the file.</summary>
internal enum Hdf5Kind
{
    /// <summary>Integers.</summary>
    Integer = 0,

    /// <summary>Floating-point numbers.</summary>
    Float = 1,

    /// <summary>Records.</summary>
    Compound = 6,

    /// <summary>Integers with names, among them the booleans of h5py.</summary>
    Enumeration = 8,

    /// <summary>Lists of any length.</summary>
    List = 9,

    /// <summary>Anything else.</summary>
    Other = -1,
}

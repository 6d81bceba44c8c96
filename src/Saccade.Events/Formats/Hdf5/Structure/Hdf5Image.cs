namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The bytes of an HDF5 file and its superblock. Every access is checked, and the parts of the structure that are visited are counted.</summary>
internal sealed class Hdf5Image
{
    /// <summary>Stands for an address where nothing is.</summary>
    public const ulong Nowhere = ulong.MaxValue;

    private const int MaxVersion = 3, LeastPart = 8;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _base;
    private long _partsLeft;

    /// <summary>Reads the superblock.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">It is no HDF5 file, or damaged.</exception>
    public Hdf5Image(ReadOnlyMemory<byte> file)
    {
        _partsLeft = 4096 + 4L * file.Length / LeastPart;
        int start = Find(file.Span);
        Hdf5Cursor cursor = new(file.Span[start..]);
        cursor.Skip(Signature.Length);
        int version = cursor.U8();
        if (version > MaxVersion)
            throw new InvalidDataException($"a superblock of version {version}");
        cursor.Skip(version < 2 ? 4 : 0);
        OffsetSize = cursor.U8();
        LengthSize = cursor.U8();
        if (OffsetSize is not (2 or 4 or 8) || LengthSize is not (2 or 4 or 8))
            throw new InvalidDataException($"addresses of {OffsetSize} and lengths of {LengthSize} bytes");
        cursor.Skip(version switch { 0 => 9, 1 => 13, _ => 1 });
        ulong origin = Address(ref cursor);
        Address(ref cursor);
        ulong end = Address(ref cursor);
        if (version < 2)
        {
            cursor.Skip(OffsetSize); // driver
            cursor.Skip(OffsetSize); // name of the root
        }

        Root = Address(ref cursor);
        if (version >= 2 && Lookup3.Hash(file.Span.Slice(start, cursor.At)) != cursor.U32())
            throw new InvalidDataException("a superblock with a wrong checksum");
        if (origin > (ulong)file.Length || end < origin || end > (ulong)file.Length)
            throw new InvalidDataException($"a file of {file.Length} bytes that says it has {end}");
        (_bytes, _base) = (file[..(int)end], (int)origin);
    }

    /// <summary>The first bytes of a file, or of its part after a user block.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Bytes of an address.</summary>
    public int OffsetSize { get; }

    /// <summary>Bytes of a length.</summary>
    public int LengthSize { get; }

    /// <summary>Address of the outermost group.</summary>
    public ulong Root { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length => _bytes.Length;

    /// <summary>Reads an address.</summary>
    public ulong Address(ref Hdf5Cursor cursor)
    {
        ulong address = cursor.Whole(OffsetSize);
        return address == Nowhere >> (64 - 8 * OffsetSize) ? Nowhere : address;
    }

    /// <summary>Some bytes.</summary>
    /// <exception cref="InvalidDataException">They are not in the file.</exception>
    public ReadOnlyMemory<byte> Bytes(ulong address, long length)
    {
        Visit();
        var from = From(address);
        return length >= 0 && length <= from.Length ? from[..(int)length]
            : throw new InvalidDataException($"{length} bytes at {address}, beyond the end of the file");
    }

    /// <summary>All bytes from an address to the end of the file.</summary>
    /// <exception cref="InvalidDataException">The address is outside.</exception>
    public ReadOnlyMemory<byte> Rest(ulong address) => From(address);

    /// <summary>Reads a part of the structure, which ends somewhere.</summary>
    /// <exception cref="InvalidDataException">The address is outside, or the structure is read over and over.</exception>
    public Hdf5Cursor Open(ulong address)
    {
        Visit();
        return new Hdf5Cursor(From(address).Span);
    }

    /// <summary>Reads the checksum after a part of the structure.</summary>
    /// <param name="address">Where the part begins.</param>
    /// <param name="cursor">Stands at its checksum.</param>
    /// <exception cref="InvalidDataException">The part is damaged.</exception>
    public void Verify(ulong address, ref Hdf5Cursor cursor) => Verify(From(address)[..cursor.At].Span, cursor.U32(), address);

    /// <summary>Compares the checksum of a part of the structure.</summary>
    public static void Verify(ReadOnlySpan<byte> part, uint checksum, ulong address)
    {
        if (Lookup3.Hash(part) != checksum)
            throw new InvalidDataException($"a part of the structure at {address} with a wrong checksum");
    }

    /// <summary>Counts a visit: a structure that refers to itself would be read for ever.</summary>
    public void Visit()
    {
        if (--_partsLeft < 0)
            throw new InvalidDataException("a structure that refers to itself");
    }

    private ReadOnlyMemory<byte> From(ulong address) => address <= (ulong)(_bytes.Length - _base) ? _bytes[(_base + (int)address)..]
        : throw new InvalidDataException(address == Nowhere ? "a part of the structure that is nowhere" : $"an address {address} beyond the end of the file");

    private static int Find(ReadOnlySpan<byte> file)
    {
        for (long at = 0; at < file.Length; at = at == 0 ? 512 : 2 * at)
        {
            if (file[(int)at..].StartsWith(Signature))
                return (int)at;
        }

        throw new InvalidDataException("no HDF5 file, or a damaged one");
    }
}

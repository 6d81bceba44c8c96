using System.Buffers.Binary;
using System.Text;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>Reads numbers in turn from some bytes of an HDF5 file; never beyond them.</summary>
internal ref struct Hdf5Cursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read.</summary>
    public int At { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly int Left => _bytes.Length - At;

    /// <summary>All that is left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[At..];

    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public ReadOnlySpan<byte> Bytes(long count)
    {
        if (count < 0 || count > Left)
            throw new InvalidDataException($"a part of the structure that ends {count - Left} bytes too early");
        var part = _bytes.Slice(At, (int)count);
        At += (int)count;
        return part;
    }

    public void Skip(long count) => Bytes(count);

    public byte U8() => Bytes(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A whole number of some bytes, the lowest first.</summary>
    public ulong Whole(int size)
    {
        var part = Bytes(size);
        ulong value = 0;
        for (int i = Math.Min(size, sizeof(ulong)) - 1; i >= 0; i--)
            value = value << 8 | part[i];
        return value;
    }

    /// <summary>A length or count.</summary>
    /// <exception cref="InvalidDataException">It is beyond 63 bits.</exception>
    public long Count(int size)
    {
        ulong value = Whole(size);
        return value <= long.MaxValue ? (long)value : throw new InvalidDataException($"a count of {value}");
    }

    /// <summary>A text up to its zero, which is read too.</summary>
    public string Text()
    {
        int length = Rest.IndexOf((byte)0);
        if (length < 0)
            throw new InvalidDataException("a name without its end");
        string text = Encoding.UTF8.GetString(Bytes(length));
        Skip(1);
        return text;
    }

    /// <summary>Skips to the next multiple of 8 bytes from a place.</summary>
    public void Align(int from) => Skip((8 - (At - from) % 8) % 8);

    /// <summary>Reads a mark of four letters.</summary>
    /// <exception cref="InvalidDataException">Something else is there.</exception>
    public void Expect(ReadOnlySpan<byte> mark)
    {
        if (!Bytes(mark.Length).SequenceEqual(mark))
            throw new InvalidDataException($"no '{Encoding.ASCII.GetString(mark)}' where the structure says that one is");
    }
}

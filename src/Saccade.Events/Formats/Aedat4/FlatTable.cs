using System.Buffers.Binary;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>
/// A table of a FlatBuffer, read in place: an offset to a list of offsets, one for each field. Nothing in it is trusted; what
/// points outside the buffer reads as absent or fails.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly int _table;
    private readonly int _fields;
    private readonly int _fieldsLength;

    private FlatTable(ReadOnlySpan<byte> buffer, int table, int fields, int fieldsLength)
    {
        _buffer = buffer;
        _table = table;
        _fields = fields;
        _fieldsLength = fieldsLength;
    }

    /// <summary>The root table of a buffer with an identifier after its first word.</summary>
    /// <returns>False when the buffer is not one.</returns>
    public static bool TryRoot(ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> identifier, out FlatTable table)
    {
        table = default;
        if (buffer.Length < 8 || !buffer.Slice(4, 4).SequenceEqual(identifier))
            return false;
        uint position = BinaryPrimitives.ReadUInt32LittleEndian(buffer);
        if (position > buffer.Length - 4)
            return false;
        long fields = position - (long)BinaryPrimitives.ReadInt32LittleEndian(buffer[(int)position..]);
        if (fields < 0 || fields > buffer.Length - 4)
            return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(buffer[(int)fields..]);
        if (length < 4 || length > buffer.Length - fields)
            return false;
        table = new FlatTable(buffer, (int)position, (int)fields, length);
        return true;
    }

    /// <summary>A 32-bit field, or what it is when absent.</summary>
    public int Int32(int field, int absent) => Position(field, 4) is { } at ? BinaryPrimitives.ReadInt32LittleEndian(_buffer[at..]) : absent;

    /// <summary>A 64-bit field, or what it is when absent.</summary>
    public long Int64(int field, long absent) => Position(field, 8) is { } at ? BinaryPrimitives.ReadInt64LittleEndian(_buffer[at..]) : absent;

    /// <summary>The bytes of a vector; false when it does not lie in the buffer. An absent one is empty.</summary>
    public bool TryVector(int field, int elementBytes, out ReadOnlySpan<byte> elements)
    {
        elements = default;
        if (Position(field, 4) is not { } at)
            return true;
        long start = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(_buffer[at..]);
        if (start > _buffer.Length - 4)
            return false;
        long bytes = BinaryPrimitives.ReadUInt32LittleEndian(_buffer[(int)start..]) * (long)elementBytes;
        if (bytes > _buffer.Length - start - 4)
            return false;
        elements = _buffer.Slice((int)start + 4, (int)bytes);
        return true;
    }

    private int? Position(int field, int bytes)
    {
        int entry = 4 + 2 * field;
        if (entry + 2 > _fieldsLength)
            return null;
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(_buffer[(_fields + entry)..]);
        return offset == 0 || offset > _buffer.Length - _table - bytes ? null : _table + offset;
    }
}

/// <summary>Pieces of a FlatBuffer that is written by hand.</summary>
internal static class FlatFields
{
    /// <summary>A 32-bit number.</summary>
    public static void PutInt32(Span<byte> buffer, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(buffer[at..], value);

    /// <summary>A list that says where in a table of so many bytes each field is.</summary>
    public static void PutList(Span<byte> list, int tableBytes, params ReadOnlySpan<int> positions)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(list, (ushort)(4 + 2 * positions.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(list[2..], (ushort)tableBytes);
        for (int i = 0; i < positions.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(list[(4 + 2 * i)..], (ushort)positions[i]);
    }
}

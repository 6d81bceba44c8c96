using System.Buffers.Binary;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>The table behind the packets of an AEDAT 4 file: where each packet is, how many events it has, from when to when.</summary>
internal sealed class PacketTable
{
    private const int ListAt = 28;
    private const int VectorAt = 44;
    private const int EntryBytes = 48;

    private readonly List<Entry> _entries = [];

    /// <summary>Adds the next packet.</summary>
    /// <param name="offset">Where its content begins, after its own header.</param>
    /// <param name="size">Bytes of the content as it is in the file.</param>
    /// <param name="events">Number of events.</param>
    /// <param name="first">Time of the first.</param>
    /// <param name="last">Time of the last.</param>
    public void Add(long offset, int size, int events, long first, long last) => _entries.Add(new Entry(offset, size, events, first, last));

    /// <summary>
    /// The table as a FlatBuffer by hand: length, root, identifier, list of fields of the root at 12 and the root at 20, list of
    /// fields of an entry at 28, vector at 44, then the entries, of 44 bytes and such that their 64-bit numbers lie at multiples of 8.
    /// </summary>
    public byte[] ToBytes()
    {
        int first = (VectorAt + 4 + 4 * _entries.Count + 3) / 8 * 8 + 4;
        byte[] bytes = new byte[first + _entries.Count * EntryBytes + 4];
        FlatFields.PutInt32(bytes, 0, bytes.Length - 4);
        FlatFields.PutInt32(bytes, 4, 20 - 4);
        "FTAB"u8.CopyTo(bytes.AsSpan(8));
        FlatFields.PutList(bytes.AsSpan(12), 8, 4);
        FlatFields.PutInt32(bytes, 20, 20 - 12);
        FlatFields.PutInt32(bytes, 24, VectorAt - 24);
        FlatFields.PutList(bytes.AsSpan(ListAt), 44, 4, 36, 12, 20, 28);
        FlatFields.PutInt32(bytes, VectorAt, _entries.Count);
        for (int i = 0; i < _entries.Count; i++)
        {
            int pointer = VectorAt + 4 + 4 * i, at = first + i * EntryBytes;
            FlatFields.PutInt32(bytes, pointer, at - pointer);
            FlatFields.PutInt32(bytes, at, at - ListAt);
            _entries[i].Put(bytes.AsSpan(at));
        }

        return bytes;
    }

    /// <summary>Number of packets that a table names; null when it is none.</summary>
    /// <param name="bytes">The FlatBuffer with its length before it.</param>
    public static int? CountIn(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 4 && BinaryPrimitives.ReadInt32LittleEndian(bytes) == bytes.Length - 4 && FlatTable.TryRoot(bytes[4..], "FTAB"u8, out var table) && table.TryVector(0, 4, out var pointers) ? pointers.Length / 4 : null;

    private readonly record struct Entry(long Offset, int Size, int Events, long First, long Last)
    {
        /// <summary>Behind the way to the list of fields: offset, number, times, then stream 0 and size.</summary>
        public void Put(Span<byte> entry)
        {
            BinaryPrimitives.WriteInt64LittleEndian(entry[4..], Offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[12..], Events);
            BinaryPrimitives.WriteInt64LittleEndian(entry[20..], First);
            BinaryPrimitives.WriteInt64LittleEndian(entry[28..], Last);
            BinaryPrimitives.WriteInt32LittleEndian(entry[40..], Size);
        }
    }
}

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>Where the elements of a data set are.</summary>
internal sealed class Hdf5Layout
{
    private const int CompactClass = 0, ContiguousClass = 1, ChunkedClass = 2, MaxRank = 33;

    private Hdf5Layout(LayoutKind kind) => Kind = kind;

    /// <summary>The kinds of layout.</summary>
    internal enum LayoutKind
    {
        /// <summary>In one run.</summary>
        Plain,

        /// <summary>In chunks.</summary>
        Chunked,

        /// <summary>In other data sets.</summary>
        Virtual,
    }

    public LayoutKind Kind { get; }

    /// <summary>The run of a plain layout; empty when nothing was written.</summary>
    public ReadOnlyMemory<byte> Run { get; private init; }

    /// <summary>Extents of a chunk.</summary>
    public long[] Chunk { get; private init; } = [];

    /// <summary>The list of chunks.</summary>
    public ChunkIndex? Index { get; private init; }

    /// <summary>Reads the description of a layout.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Hdf5Layout Read(Hdf5Image image, ReadOnlyMemory<byte> message)
    {
        Hdf5Cursor cursor = new(message.Span);
        int version = cursor.U8();
        if (version is 1 or 2)
            return ReadOld(image, message, ref cursor);
        if (version is not (3 or 4 or 5))
            throw new InvalidDataException($"a layout of version {version}");
        switch (cursor.U8())
        {
            case CompactClass:
                int size = cursor.U16();
                return new(LayoutKind.Plain) { Run = Within(message, ref cursor, size) };
            case ContiguousClass:
                return Plain(image, image.Address(ref cursor), cursor.Count(image.LengthSize));
            case ChunkedClass when version == 3:
                int rank = Rank(cursor.U8());
                ulong tree = image.Address(ref cursor);
                return new(LayoutKind.Chunked) { Chunk = Extents(ref cursor, rank, 4), Index = ChunkIndex.OfTree(tree) };
            case ChunkedClass:
                int flags = cursor.U8();
                int dimensions = Rank(cursor.U8()), bytes = cursor.U8();
                return new(LayoutKind.Chunked) { Chunk = Extents(ref cursor, dimensions, bytes), Index = ChunkIndex.Read(image, ref cursor, flags) };
            default:
                return new(LayoutKind.Virtual);
        }
    }

    private static Hdf5Layout ReadOld(Hdf5Image image, ReadOnlyMemory<byte> message, ref Hdf5Cursor cursor)
    {
        int rank = cursor.U8(), kind = cursor.U8();
        cursor.Skip(5);
        ulong address = kind == CompactClass ? Hdf5Image.Nowhere : image.Address(ref cursor);
        if (kind == ChunkedClass)
            return new(LayoutKind.Chunked) { Chunk = Extents(ref cursor, Rank(rank), 4), Index = ChunkIndex.OfTree(address) };
        cursor.Skip(4L * rank);
        if (kind == ContiguousClass)
            return address == Hdf5Image.Nowhere ? new(LayoutKind.Plain) : new(LayoutKind.Plain) { Run = image.Rest(address) };
        long size = cursor.U32();
        return new(LayoutKind.Plain) { Run = Within(message, ref cursor, size) };
    }

    private static Hdf5Layout Plain(Hdf5Image image, ulong address, long size) =>
        new(LayoutKind.Plain) { Run = address == Hdf5Image.Nowhere ? default : image.Bytes(address, size) };

    private static ReadOnlyMemory<byte> Within(ReadOnlyMemory<byte> message, ref Hdf5Cursor cursor, long size)
    {
        int at = cursor.At;
        cursor.Skip(size);
        return message.Slice(at, (int)size);
    }

    private static int Rank(int rank) => rank is >= 2 and <= MaxRank ? rank : throw new InvalidDataException($"chunks of {rank - 1} dimensions");

    /// <summary>Extents of a chunk; the last in the file is the size of an element, which the type says too.</summary>
    private static long[] Extents(ref Hdf5Cursor cursor, int rank, int size)
    {
        if (size is 0 or > 8)
            throw new InvalidDataException($"extents of {size} bytes");
        long[] extents = new long[rank - 1];
        for (int i = 0; i < rank; i++)
        {
            long extent = cursor.Count(size);
            if (extent is < 1 or > uint.MaxValue)
                throw new InvalidDataException($"a chunk with an extent of {extent}");
            if (i < rank - 1)
                extents[i] = extent;
        }

        return extents;
    }
}

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The list of the chunks of a data set: a kind of index, and where it is.</summary>
internal sealed class ChunkIndex
{
    private const int SingleKind = 1, ImplicitKind = 2, FixedKind = 3, ExtensibleKind = 4, NewTreeKind = 5, OldTreeKind = 0;
    private const int FilteredFlag = 2, PlainTreeRecords = 10, FilteredTreeRecords = 11;
    private readonly int _kind;
    private readonly ulong _address;
    private readonly ChunkPlace? _single;

    private ChunkIndex(int kind, ulong address, ChunkPlace? single = null) => (_kind, _address, _single) = (kind, address, single);

    /// <summary>The index of older files.</summary>
    public static ChunkIndex OfTree(ulong address) => new(OldTreeKind, address);

    /// <summary>Reads what a layout says of its index.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ChunkIndex Read(Hdf5Image image, ref Hdf5Cursor cursor, int flags)
    {
        int kind = cursor.U8();
        (long size, uint skipped) = (-1, 0);
        if (kind == SingleKind && (flags & FilteredFlag) != 0)
            (size, skipped) = (cursor.Count(image.LengthSize), cursor.U32());
        cursor.Skip(kind switch
        {
            SingleKind or ImplicitKind => 0,
            FixedKind => 1,
            ExtensibleKind => 5,
            NewTreeKind => 6,
            _ => throw new InvalidDataException($"an index of chunks of kind {kind}"),
        });
        ulong address = image.Address(ref cursor);
        return new(kind, address, kind == SingleKind ? new ChunkPlace(address, size, skipped) : null);
    }

    /// <summary>Where each chunk is, by its number: rows of chunks from the first dimension.</summary>
    /// <param name="image">The file.</param>
    /// <param name="grid">Chunks of each dimension as far as the data set reaches.</param>
    /// <param name="wide">The same as far as it may grow.</param>
    /// <param name="chunkBytes">Bytes of a chunk without filters.</param>
    /// <param name="chunk">Extents of a chunk.</param>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public Dictionary<long, ChunkPlace> Places(Hdf5Image image, long[] grid, long[] wide, long chunkBytes, long[] chunk)
    {
        Dictionary<long, ChunkPlace> places = [];
        if (_address == Hdf5Image.Nowhere)
            return places;
        long across = grid.Length == 1 ? 1 : grid[1], wideAcross = wide.Length == 1 ? 1 : wide[1], stored = 0;
        foreach ((long row, long column, var place) in Entries(image, grid, chunkBytes, chunk, wideAcross))
        {
            if (place.Address == Hdf5Image.Nowhere || row >= grid[0] || column >= across)
                continue;
            stored += place.Size < 0 ? chunkBytes : place.Size;
            if (stored > image.Length || !places.TryAdd(row * across + column, place))
                throw new InvalidDataException("chunks that overlap");
        }

        return places;
    }

    private IEnumerable<(long Row, long Column, ChunkPlace Place)> Entries(Hdf5Image image, long[] grid, long chunkBytes, long[] chunk, long across) => _kind switch
    {
        OldTreeKind => OldTree.Leaves(image, _address, 1, 8 + 8 * (chunk.Length + 1)).Select(l => OfKey(l.Child, l.Key.Span, chunk)),
        SingleKind => [(0, 0, _single!.Value)],
        ImplicitKind => Implicit(image, grid, chunkBytes),
        NewTreeKind => NewTree.Records(image, _address, PlainTreeRecords, FilteredTreeRecords).Select(r => OfRecord(image, r.Span, chunk.Length)),
        FixedKind => ChunkArrays.Fixed(image, _address).Select((p, i) => (i / across, i % across, p)),
        _ => ChunkArrays.Extensible(image, _address).Select((p, i) => (i / across, i % across, p)),
    };

    private static (long, long, ChunkPlace) OfKey(ulong child, ReadOnlySpan<byte> key, long[] chunk)
    {
        Hdf5Cursor cursor = new(key);
        uint size = cursor.U32(), skipped = cursor.U32();
        long row = cursor.Count(8), column = chunk.Length > 1 ? cursor.Count(8) : 0;
        return (row / chunk[0], chunk.Length > 1 ? column / chunk[1] : 0, new ChunkPlace(child, size, skipped));
    }

    private static (long, long, ChunkPlace) OfRecord(Hdf5Image image, ReadOnlySpan<byte> record, int rank)
    {
        Hdf5Cursor cursor = new(record);
        ulong address = image.Address(ref cursor);
        int sizeBytes = record.Length - image.OffsetSize - 8 * rank - 4;
        (long size, uint skipped) = sizeBytes is > 0 and <= 8 ? (cursor.Count(sizeBytes), cursor.U32()) : (-1, 0);
        return (cursor.Count(8), rank > 1 ? cursor.Count(8) : 0, new ChunkPlace(address, size, skipped));
    }

    private IEnumerable<(long, long, ChunkPlace)> Implicit(Hdf5Image image, long[] grid, long chunkBytes)
    {
        long across = grid.Length == 1 ? 1 : grid[1];
        long most = Math.Min((long)Int128.Min((Int128)grid[0] * across, long.MaxValue), image.Length / Math.Max(1, chunkBytes));
        for (long i = 0; i < most; i++)
            yield return (i / across, i % across, new ChunkPlace(_address + (ulong)(i * chunkBytes), -1, 0));
    }
}

/// <summary>Where a chunk is.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Size">Its bytes in the file; -1 when it is not filtered, so that its extents say it.</param>
/// <param name="SkippedFilters">A bit for each filter that was not applied to it.</param>
internal readonly record struct ChunkPlace(ulong Address, long Size, uint SkippedFilters);

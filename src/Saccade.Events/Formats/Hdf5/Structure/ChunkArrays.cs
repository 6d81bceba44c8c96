using System.Numerics;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The two arrays that list chunks in newer files: one of fixed length, and one that grows.</summary>
internal static class ChunkArrays
{
    private const int MostPageBits = 30;

    /// <summary>The chunks of a list of fixed length.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static IEnumerable<ChunkPlace> Fixed(Hdf5Image image, ulong address)
    {
        var cursor = image.Open(address);
        cursor.Expect("FAHD"u8);
        cursor.Skip(1);
        Entry entry = new(cursor.U8() == 1, cursor.U8());
        int pageBits = cursor.U8();
        long count = cursor.Count(image.LengthSize);
        ulong block = image.Address(ref cursor);
        image.Verify(address, ref cursor);
        if (pageBits > MostPageBits)
            throw new InvalidDataException($"a list of chunks with pages of {pageBits} bits");
        return block == Hdf5Image.Nowhere ? [] : Block(image, block, new Form("FADB", 0, count, 1L << pageBits, entry), null);
    }

    /// <summary>The chunks of a list that grows.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static IEnumerable<ChunkPlace> Extensible(Hdf5Image image, ulong address)
    {
        var growth = ReadGrowth(image, address, out ulong indexBlock);
        if (indexBlock == Hdf5Image.Nowhere)
            yield break;
        (var first, var blocks, var supers) = IndexBlock(image, indexBlock, growth);
        foreach (var place in first)
            yield return place;
        int next = 0, level = 0;
        for (; next < blocks.Count; level++)
        {
            for (long i = 0; i < Growth.Blocks(level) && next < blocks.Count; i++)
            {
                foreach (var place in OneBlock(image, blocks[next++], growth, level, _ => true))
                    yield return place;
            }
        }

        foreach (ulong super in supers)
        {
            var inSuper = SuperBlock(image, super, growth, level, out var map);
            for (int i = 0; i < inSuper.Count; i++)
            {
                long firstPage = i * growth.Pages(level);
                foreach (var place in OneBlock(image, inSuper[i], growth, level, page => IsSet(map, firstPage + page)))
                    yield return place;
            }

            level++;
        }
    }

    private static Growth ReadGrowth(Hdf5Image image, ulong address, out ulong indexBlock)
    {
        var cursor = image.Open(address);
        cursor.Expect("EAHD"u8);
        cursor.Skip(1);
        Entry entry = new(cursor.U8() == 1, cursor.U8());
        Growth growth = new(entry, cursor.U8(), cursor.U8(), cursor.U8(), cursor.U8(), cursor.U8(), 0);
        cursor.Skip(4L * image.LengthSize);
        growth = growth with { Count = cursor.Count(image.LengthSize) };
        cursor.Skip(image.LengthSize);
        indexBlock = image.Address(ref cursor);
        image.Verify(address, ref cursor);
        if (growth.Bits > 64 || growth.PageBits > MostPageBits || !BitOperations.IsPow2(growth.LeastElements) || !BitOperations.IsPow2(growth.LeastPointers)
            || growth.LeastElements == 0 || growth.LeastPointers < 2 || growth.Bits < BitOperations.Log2((uint)growth.LeastElements))
        {
            throw new InvalidDataException($"a list of chunks that grows by {growth.LeastElements} at {address}");
        }

        return growth;
    }

    private static (List<ChunkPlace>, List<ulong>, List<ulong>) IndexBlock(Hdf5Image image, ulong address, Growth growth)
    {
        var cursor = image.Open(address);
        cursor.Expect("EAIB"u8);
        cursor.Skip(2 + image.OffsetSize);
        List<ChunkPlace> first = [];
        for (int i = 0; i < growth.InIndex; i++)
            first.Add(growth.Entry.Read(image, ref cursor));
        List<ulong> blocks = [], supers = [];
        for (int i = 0; i < 2 * (growth.LeastPointers - 1); i++)
            blocks.Add(image.Address(ref cursor));
        int superCount = 1 + growth.Bits - BitOperations.Log2((uint)growth.LeastElements) - 2 * BitOperations.Log2((uint)growth.LeastPointers);
        for (int i = 0; i < superCount; i++)
            supers.Add(image.Address(ref cursor));
        image.Verify(address, ref cursor);
        return (first, blocks, supers);
    }

    private static List<ulong> SuperBlock(Hdf5Image image, ulong address, Growth growth, int level, out ReadOnlyMemory<byte> map)
    {
        map = default;
        List<ulong> blocks = [];
        long count = Growth.Blocks(level);
        if (address == Hdf5Image.Nowhere)
            return blocks; // all that follow are nowhere too: the list grows from its beginning
        var cursor = image.Open(address);
        cursor.Expect("EASB"u8);
        cursor.Skip(2 + image.OffsetSize + growth.OffsetBytes);
        map = image.Bytes(address + (ulong)cursor.At, count * ((growth.Pages(level) + 7) / 8));
        cursor.Skip(map.Length);
        for (long i = 0; i < count; i++)
            blocks.Add(image.Address(ref cursor));
        image.Verify(address, ref cursor);
        return blocks;
    }

    private static IEnumerable<ChunkPlace> OneBlock(Hdf5Image image, ulong block, Growth growth, int level, Func<long, bool> isWritten) => block == Hdf5Image.Nowhere
        ? Absent(image, growth.Elements(level), growth.Count)
        : Block(image, block, new Form("EADB", growth.OffsetBytes, growth.Elements(level), growth.PageLength, growth.Entry), isWritten);

    private static IEnumerable<ChunkPlace> Absent(Hdf5Image image, long count, long all)
    {
        for (long i = Math.Min(count, all); i > 0; i--)
        {
            image.Visit();
            yield return new ChunkPlace(Hdf5Image.Nowhere, -1, 0);
        }
    }

    /// <summary>A block of entries: in one run with its checksum, or in pages that have one each.</summary>
    /// <param name="image">The file.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="isWritten">Whether a page was ever written; null when the block itself says it.</param>
    private static IEnumerable<ChunkPlace> Block(Hdf5Image image, ulong address, Form form, Func<long, bool>? isWritten)
    {
        var bytes = image.Rest(address);
        long at = 4 + 2 + image.OffsetSize + form.Extra;
        new Hdf5Cursor(bytes.Span).Expect(System.Text.Encoding.ASCII.GetBytes(form.Mark));
        if (form.Count <= form.Page)
        {
            Verified(bytes, 0, at + form.Count * form.Entry.Size, address);
            for (long i = 0; i < form.Count; i++)
                yield return form.Entry.Read(image, bytes.Span.Slice((int)(at + i * form.Entry.Size), form.Entry.Size));
            yield break;
        }

        long mapAt = at, mapBytes = isWritten is null ? ((form.Count - 1) / form.Page + 8) / 8 : 0;
        Verified(bytes, 0, at + mapBytes, address);
        isWritten ??= page => IsSet(bytes.Slice((int)mapAt, (int)mapBytes), page);
        at += mapBytes + 4;
        for (long done = 0; done < form.Count; done += form.Page)
        {
            long run = Math.Min(form.Page, form.Count - done), size = run * form.Entry.Size;
            bool isThere = isWritten(done / form.Page);
            Verified(bytes, at, at + size, address, isThere);
            for (long i = 0; i < run; i++)
                yield return isThere ? form.Entry.Read(image, bytes.Span.Slice((int)(at + i * form.Entry.Size), form.Entry.Size)) : new ChunkPlace(Hdf5Image.Nowhere, -1, 0);
            at += size + 4;
        }
    }

    /// <summary>A bit of a map, the highest of each byte first.</summary>
    private static bool IsSet(ReadOnlyMemory<byte> map, long bit) => bit / 8 < map.Length && (map.Span[(int)(bit / 8)] >> (int)(7 - bit % 8) & 1) != 0;

    private static void Verified(ReadOnlyMemory<byte> bytes, long from, long end, ulong address, bool hasChecksum = true)
    {
        if (end < from || end > bytes.Length - 4)
            throw new InvalidDataException($"a list of chunks at {address} that ends too early");
        if (hasChecksum)
            Hdf5Image.Verify(bytes.Span[(int)from..(int)end], new Hdf5Cursor(bytes.Span[(int)end..]).U32(), address);
    }

    /// <summary>How a block of entries is written.</summary>
    private sealed record Form(string Mark, int Extra, long Count, long Page, Entry Entry);

    /// <summary>How an entry is written.</summary>
    private readonly record struct Entry(bool IsFiltered, int Size)
    {
        public ChunkPlace Read(Hdf5Image image, ref Hdf5Cursor cursor) => Read(image, cursor.Bytes(Size));

        public ChunkPlace Read(Hdf5Image image, ReadOnlySpan<byte> bytes)
        {
            Hdf5Cursor cursor = new(bytes);
            ulong address = image.Address(ref cursor);
            if (!IsFiltered)
                return new ChunkPlace(address, -1, 0);
            int sizeBytes = Size - image.OffsetSize - 4;
            if (sizeBytes is < 1 or > 8)
                throw new InvalidDataException($"a list of chunks with entries of {Size} bytes");
            long size = cursor.Count(sizeBytes);
            return new ChunkPlace(address, size, cursor.U32());
        }
    }

    /// <summary>How a list grows.</summary>
    private sealed record Growth(Entry Entry, int Bits, int InIndex, int LeastElements, int LeastPointers, int PageBits, long Count)
    {
        public int OffsetBytes => (Bits + 7) / 8;

        public long PageLength => 1L << PageBits;

        public long Pages(int level) => Elements(level) > PageLength ? Elements(level) / PageLength : 0;

        public static long Blocks(int level) => 1L << Math.Min(level / 2, 62);

        public long Elements(int level) => (1L << Math.Min((level + 1) / 2, 40)) * LeastElements;
    }
}

using System.Text;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The members of a group. Links to other files, and soft links, are not followed.</summary>
internal static class Hdf5Links
{
    private const int HardLink = 0, SoftLinkCache = 2;

    /// <summary>Names and addresses of the members of a group, in order of their names.</summary>
    /// <exception cref="InvalidDataException">The group is damaged.</exception>
    public static IReadOnlyList<(string Name, ulong Address)> Of(Hdf5Image image, Hdf5Object group)
    {
        List<(string Name, ulong Address)> links = [];
        if (group.Find(Hdf5Object.Kind.SymbolTable) is { } table)
            ReadTable(image, table.Span, links);
        foreach (var message in group.All(Hdf5Object.Kind.Link))
            ReadLink(image, message.Span, links);
        if (group.Find(Hdf5Object.Kind.LinkInfo) is { } info)
            ReadDense(image, info.Span, links);
        links.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return links;
    }

    private static void ReadTable(Hdf5Image image, ReadOnlySpan<byte> message, List<(string, ulong)> links)
    {
        Hdf5Cursor cursor = new(message);
        ulong tree = image.Address(ref cursor), heap = image.Address(ref cursor);
        var head = image.Open(heap);
        head.Expect("HEAP"u8);
        head.Skip(4);
        long size = head.Count(image.LengthSize);
        head.Skip(image.LengthSize);
        var names = image.Bytes(image.Address(ref head), size);
        foreach ((ulong node, _) in OldTree.Leaves(image, tree, 0, image.LengthSize))
        {
            var symbols = image.Open(node);
            symbols.Expect("SNOD"u8);
            symbols.Skip(2);
            for (int left = symbols.U16(); left > 0; left--)
            {
                ulong name = symbols.Whole(image.OffsetSize), address = image.Address(ref symbols);
                uint cache = symbols.U32();
                symbols.Skip(20);
                if (name > (ulong)names.Length)
                    throw new InvalidDataException("a name outside of its heap");
                if (cache != SoftLinkCache)
                    links.Add((new Hdf5Cursor(names.Span[(int)name..]).Text(), address));
            }
        }
    }

    private static void ReadLink(Hdf5Image image, ReadOnlySpan<byte> message, List<(string, ulong)> links)
    {
        Hdf5Cursor cursor = new(message);
        if (cursor.U8() != 1)
            throw new InvalidDataException("a link of an unknown version");
        int flags = cursor.U8(), kind = (flags & 8) != 0 ? cursor.U8() : HardLink;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        string name = Encoding.UTF8.GetString(cursor.Bytes(cursor.Count(1 << (flags & 3))));
        if (kind == HardLink)
            links.Add((name, image.Address(ref cursor)));
    }

    private static void ReadDense(Hdf5Image image, ReadOnlySpan<byte> message, List<(string, ulong)> links)
    {
        const int NameRecords = 5, HashBytes = 4;
        Hdf5Cursor cursor = new(message);
        cursor.Skip(1);
        cursor.Skip((cursor.U8() & 1) != 0 ? 8 : 0);
        ulong heapAddress = image.Address(ref cursor), tree = image.Address(ref cursor);
        if (heapAddress == Hdf5Image.Nowhere)
            return;
        FractalHeap heap = new(image, heapAddress);
        foreach (var record in NewTree.Records(image, tree, NameRecords))
            ReadLink(image, heap.Object(record.Span[Math.Min(HashBytes, record.Length)..]), links);
    }
}

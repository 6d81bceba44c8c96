using System.Numerics;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The B-tree of version 2.</summary>
internal static class NewTree
{
    private const int Deepest = 16, NodeFrame = 10;

    /// <summary>Its records, in no order that matters.</summary>
    /// <param name="image">The file.</param>
    /// <param name="address">Where its header is.</param>
    /// <param name="kinds">The kinds of records that are expected.</param>
    /// <exception cref="InvalidDataException">The tree is damaged.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Records(Hdf5Image image, ulong address, params int[] kinds)
    {
        var shape = Header(image, address, kinds, out var root);
        Stack<Node> left = new([root]);
        while (left.TryPop(out var node))
        {
            if (node.Count == 0 && node.Depth == 0)
                continue;
            var content = Read(image, shape, node, left);
            for (int i = 0; i < node.Count; i++)
                yield return content.Slice(i * shape.RecordSize, shape.RecordSize);
        }
    }

    private static Shape Header(Hdf5Image image, ulong address, int[] kinds, out Node root)
    {
        var cursor = image.Open(address);
        cursor.Expect("BTHD"u8);
        cursor.Skip(1);
        int kind = cursor.U8();
        long nodeSize = cursor.U32();
        int recordSize = cursor.U16(), depth = cursor.U16();
        cursor.Skip(2);
        root = new Node(image.Address(ref cursor), cursor.U16(), depth);
        cursor.Skip(image.LengthSize);
        image.Verify(address, ref cursor);
        if (!kinds.Contains(kind) || recordSize == 0 || depth > Deepest || nodeSize < NodeFrame + recordSize)
            throw new InvalidDataException($"a tree of kind {kind}, depth {depth} and nodes of {nodeSize} bytes at {address}");
        return Sizes(image, (nodeSize - NodeFrame) / recordSize, nodeSize, recordSize, depth) with { Kind = kind };
    }

    /// <summary>Bytes of the counts in the nodes of each depth follow from how many records can be below.</summary>
    private static Shape Sizes(Hdf5Image image, long leafRecords, long nodeSize, int recordSize, int depth)
    {
        int countSize = SizeOf(leafRecords);
        int[] totalSizes = new int[depth + 1];
        double below = leafRecords;
        for (int d = 1; d <= depth; d++)
        {
            int pointer = image.OffsetSize + countSize + totalSizes[d - 1];
            double most = Math.Floor((double)(nodeSize - NodeFrame - pointer) / (recordSize + pointer));
            if (most < 1)
                throw new InvalidDataException("a tree whose nodes are too small");
            below = (most + 1) * below + most;
            totalSizes[d] = SizeOf((long)Math.Min(below, long.MaxValue / 2));
        }

        return new Shape(0, recordSize, countSize, totalSizes);
    }

    private static int SizeOf(long most) => BitOperations.Log2((ulong)Math.Max(1, most)) / 8 + 1;

    private static ReadOnlyMemory<byte> Read(Hdf5Image image, Shape shape, Node node, Stack<Node> children)
    {
        var cursor = image.Open(node.Address);
        cursor.Expect(node.Depth > 0 ? "BTIN"u8 : "BTLF"u8);
        cursor.Skip(1);
        if (cursor.U8() != shape.Kind)
            throw new InvalidDataException($"a node of the wrong kind at {node.Address}");
        var content = image.Bytes(node.Address + (ulong)cursor.At, (long)node.Count * shape.RecordSize);
        cursor.Skip(content.Length);
        for (int i = 0; node.Depth > 0 && i <= node.Count; i++)
        {
            children.Push(new Node(image.Address(ref cursor), (int)Math.Min(ushort.MaxValue + 1, cursor.Whole(shape.CountSize)), node.Depth - 1));
            cursor.Skip(node.Depth > 1 ? shape.TotalSizes[node.Depth - 1] : 0);
        }

        image.Verify(node.Address, ref cursor);
        return content;
    }

    private readonly record struct Node(ulong Address, int Count, int Depth);

    private sealed record Shape(int Kind, int RecordSize, int CountSize, int[] TotalSizes);
}

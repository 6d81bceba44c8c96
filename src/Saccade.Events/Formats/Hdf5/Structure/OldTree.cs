namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The B-tree of version 1: of groups (kind 0) and of chunks (kind 1).</summary>
internal static class OldTree
{
    private const int Deepest = 32;

    /// <summary>What its leaves refer to, in order, each with the key before it.</summary>
    /// <exception cref="InvalidDataException">The tree is damaged.</exception>
    public static IEnumerable<(ulong Child, ReadOnlyMemory<byte> Key)> Leaves(Hdf5Image image, ulong root, int kind, int keySize)
    {
        Stack<(ulong Address, int Level)> left = new([(root, -1)]);
        while (left.TryPop(out var node))
        {
            (int level, var children) = Read(image, node.Address, kind, keySize);
            if (level > Deepest || (node.Level >= 0 && level != node.Level))
                throw new InvalidDataException($"a node of level {level} at {node.Address}");
            if (level > 0)
            {
                for (int i = children.Count - 1; i >= 0; i--)
                    left.Push((children[i].Child, level - 1));
                continue;
            }

            foreach (var leaf in children)
                yield return leaf;
        }
    }

    private static (int Level, List<(ulong Child, ReadOnlyMemory<byte> Key)> Children) Read(Hdf5Image image, ulong address, int kind, int keySize)
    {
        var cursor = image.Open(address);
        cursor.Expect("TREE"u8);
        if (cursor.U8() != kind)
            throw new InvalidDataException($"a node of the wrong kind at {address}");
        int level = cursor.U8(), count = cursor.U16();
        cursor.Skip(2 * image.OffsetSize);
        var content = image.Bytes(address + (ulong)cursor.At, (long)count * (keySize + image.OffsetSize));
        List<(ulong, ReadOnlyMemory<byte>)> children = new(count);
        for (int i = 0; i < count; i++)
        {
            var entry = content.Slice(i * (keySize + image.OffsetSize), keySize + image.OffsetSize);
            Hdf5Cursor child = new(entry.Span[keySize..]);
            children.Add((image.Address(ref child), entry[..keySize]));
        }

        return (level, children);
    }
}

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The heaps that hold lists and texts of any length.</summary>
internal static class GlobalHeap
{
    /// <summary>Bytes of a reference to an object: a length, an address and a number.</summary>
    public static int ReferenceBytes(Hdf5Image image) => 8 + image.OffsetSize;

    /// <summary>The object of a reference.</summary>
    /// <param name="image">The file.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="elementBytes">Bytes of each element.</param>
    /// <exception cref="InvalidDataException">It is not there, or shorter than it should be.</exception>
    public static ReadOnlySpan<byte> Object(Hdf5Image image, ReadOnlySpan<byte> reference, int elementBytes)
    {
        Hdf5Cursor cursor = new(reference);
        long length = (long)cursor.U32() * elementBytes;
        ulong address = image.Address(ref cursor);
        uint number = cursor.U32();
        if (length == 0)
            return [];
        var heap = image.Open(address);
        heap.Expect("GCOL"u8);
        heap.Skip(4);
        long size = heap.Count(image.LengthSize);
        Hdf5Cursor objects = new(image.Bytes(address, size).Span);
        objects.Skip(8 + image.LengthSize);
        while (objects.Left >= 8 + image.LengthSize)
        {
            int index = objects.U16();
            objects.Skip(6);
            long bytes = objects.Count(image.LengthSize);
            if (index == 0)
                break;
            if (index == number)
                return length <= bytes ? objects.Bytes(bytes)[..(int)length] : throw new InvalidDataException($"a list of {length} bytes in {bytes}");
            objects.Skip(Math.Min((bytes | 7) + (bytes % 8 == 0 ? -7 : 1), objects.Left + 1L));
        }

        throw new InvalidDataException($"no object {number} in the heap at {address}");
    }
}

using System.Numerics;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The heap in which large groups keep their links, and objects with many attributes these.</summary>
internal sealed class FractalHeap
{
    private const int ManagedKind = 0, TinyKind = 2;
    private readonly Hdf5Image _image;
    private readonly int _width, _rows, _offsetSize, _lengthSize, _directRows;
    private readonly long _start;
    private readonly ulong _root;

    /// <summary>Reads the header of a heap.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or compressed, which is not read.</exception>
    public FractalHeap(Hdf5Image image, ulong address)
    {
        _image = image;
        var cursor = image.Open(address);
        cursor.Expect("FRHP"u8);
        cursor.Skip(3);
        int filters = cursor.U16();
        cursor.Skip(1);
        long largestObject = cursor.U32();
        cursor.Skip(2L * image.OffsetSize + 10L * image.LengthSize);
        _width = cursor.U16();
        _start = cursor.Count(image.LengthSize);
        long largestDirect = cursor.Count(image.LengthSize);
        int bits = cursor.U16();
        cursor.Skip(2);
        _root = image.Address(ref cursor);
        _rows = cursor.U16();
        if (filters != 0)
            throw new InvalidDataException("a compressed heap of names, which is not read");
        image.Verify(address, ref cursor);
        if (!long.IsPow2(_start) || !long.IsPow2(largestDirect) || !BitOperations.IsPow2(_width) || largestDirect < _start || bits is 0 or > 64)
            throw new InvalidDataException($"a heap of {_width} blocks of {_start} bytes at {address}");
        _offsetSize = (bits + 7) / 8;
        _lengthSize = (int)Math.Min((long.Log2(largestDirect) + 7) / 8, (BitOperations.Log2((ulong)Math.Max(1, largestObject)) + 7) / 8);
        _directRows = (int)(long.Log2(largestDirect) - long.Log2(_start)) + 2;
    }

    /// <summary>An object.</summary>
    /// <param name="id">Its number.</param>
    /// <exception cref="InvalidDataException">It is not there, or of a kind that is not read.</exception>
    public ReadOnlySpan<byte> Object(ReadOnlySpan<byte> id)
    {
        Hdf5Cursor cursor = new(id);
        int first = cursor.U8(), kind = first >> 4 & 3;
        if (kind == TinyKind)
            return cursor.Bytes((first & 15) + 1);
        if (kind != ManagedKind)
            throw new InvalidDataException("an object outside of its heap, which is not read");
        long offset = cursor.Count(_offsetSize), length = cursor.Count(_lengthSize);
        return _image.Bytes(Place(offset), length).Span;
    }

    private ulong Place(long offset)
    {
        if (_rows == 0)
            return _root + (ulong)offset;
        (ulong block, int rows, long start) = (_root, _rows, 0);
        while (true)
        {
            long within = offset - start;
            int row = within < _start * _width ? 0 : (int)(long.Log2(within) - long.Log2(_start * _width)) + 1;
            if (row >= rows)
                throw new InvalidDataException("an object outside of its heap");
            long size = _start << Math.Max(0, row - 1), before = row == 0 ? 0 : (_start * _width) << (row - 1);
            long column = (within - before) / size;
            ulong child = Child(block, rows, row * (long)_width + column);
            start += before + column * size;
            if (row < _directRows)
                return child + (ulong)(offset - start);
            int childRows = (int)(long.Log2(size) - long.Log2(_start * _width)) + 1;
            if (childRows >= row)
                throw new InvalidDataException("a heap that refers to itself");
            (block, rows) = (child, childRows);
        }
    }

    private ulong Child(ulong block, int rows, long index)
    {
        var cursor = _image.Open(block);
        cursor.Expect("FHIB"u8);
        cursor.Skip(1 + _image.OffsetSize + _offsetSize);
        cursor.Skip(index * _image.OffsetSize);
        return index < (long)rows * _width ? _image.Address(ref cursor) : throw new InvalidDataException("an object outside of its heap");
    }
}

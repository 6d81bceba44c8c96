using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Saccade.Events.Formats.Columns;

namespace Saccade.Events.Formats.Numpy;

/// <summary>Numbers at equal distances in the data of an array.</summary>
/// <param name="name">Name in messages.</param>
/// <param name="array">The array.</param>
/// <param name="data">Its data, which columns of neighbours share.</param>
/// <param name="scalar">What is stored.</param>
/// <param name="offset">Where in the data the first number is.</param>
/// <param name="stride">Bytes from one number to the next.</param>
/// <param name="length">How many there are.</param>
internal sealed class NpyColumn(string name, NpyArray array, NpyData data, NpyScalar scalar, long offset, long stride, long length) : EventColumn
{
    public override string Name => name;

    public override long Length => length;

    public override bool IsFloat => scalar.IsFloat;

    public override long OffsetOf(long row) => array.Header.DataOffset + offset + row * stride;

    public override void Read(long first, Span<long> into)
    {
        switch (scalar.Kind, scalar.Size)
        {
            case ('i', 1): Fill<sbyte>(first, into); break;
            case ('i', 2): Fill<short>(first, into); break;
            case ('i', 4): Fill<int>(first, into); break;
            case ('i', 8): Fill<long>(first, into); break;
            case ('u' or 'b', 1): Fill<byte>(first, into); break;
            case ('u', 2): Fill<ushort>(first, into); break;
            case ('u', 4): Fill<uint>(first, into); break;
            default: Fill<ulong>(first, into); break;
        }

        if (scalar.Kind == 'b')
        {
            foreach (ref long value in into)
                value = value == 0 ? 0 : 1;
        }
    }

    public override void Read(long first, Span<double> into)
    {
        var rows = Rows(first, into.Length);
        int at = 0, step = (int)stride;
        for (int i = 0; i < into.Length; i++, at += step)
        {
            ulong raw = Raw(rows.Slice(at, scalar.Size));
            into[i] = (scalar.Kind, scalar.Size) switch
            {
                ('f', 8) => BitConverter.UInt64BitsToDouble(raw),
                ('f', 4) => BitConverter.UInt32BitsToSingle((uint)raw),
                ('f', _) => (double)BitConverter.UInt16BitsToHalf((ushort)raw),
                ('i', _) => (long)(raw << (64 - 8 * scalar.Size)) >> (64 - 8 * scalar.Size),
                _ => raw,
            };
        }
    }

    /// <summary>Some rows, from the first number of this column on; columns that share their data ask for the same bytes.</summary>
    private ReadOnlySpan<byte> Rows(long first, int count)
    {
        long inRow = offset % stride;
        return count == 0 ? [] : data.Range(offset - inRow + first * stride, checked((int)(count * stride)))[(int)inRow..];
    }

    private void Fill<T>(long first, Span<long> into)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var rows = Rows(first, into.Length);
        int at = 0, step = (int)stride;
        for (int i = 0; i < into.Length; i++, at += step)
        {
            var number = scalar.IsBigEndian
                ? T.ReadBigEndian(rows.Slice(at, scalar.Size), isUnsigned: T.MinValue == T.Zero)
                : MemoryMarshal.Read<T>(rows[at..]);
            into[i] = typeof(T) == typeof(ulong) && number > T.CreateTruncating(long.MaxValue) ? NotAnInteger : long.CreateTruncating(number);
        }
    }

    private ulong Raw(ReadOnlySpan<byte> bytes) => (scalar.Size, scalar.IsBigEndian) switch
    {
        (1, _) => bytes[0],
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (8, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
    };
}

using System.Buffers.Binary;
using Saccade.Events.Formats.Columns;

namespace Saccade.Events.Formats.Numpy;

/// <summary>Numbers at equal distances in the data of an array.</summary>
/// <param name="name">Name in messages.</param>
/// <param name="array">The array.</param>
/// <param name="scalar">What is stored.</param>
/// <param name="offset">Where in the data the first number is.</param>
/// <param name="stride">Bytes from one number to the next.</param>
/// <param name="length">How many there are.</param>
internal sealed class NpyColumn(string name, NpyArray array, NpyScalar scalar, long offset, long stride, long length) : EventColumn
{
    public override string Name => name;

    public override long Length => length;

    public override bool IsFloat => scalar.IsFloat;

    public override long OffsetOf(long row) => array.Header.DataOffset + offset + row * stride;

    public override void Read(long first, Span<long> into)
    {
        bool signed = scalar.Kind == 'i';
        int unused = 64 - 8 * scalar.Size;
        long at = offset + first * stride;
        for (int i = 0; i < into.Length; i++, at += stride)
        {
            ulong raw = Raw(array.Data.AsSpan((int)at, scalar.Size));
            into[i] = signed ? (long)(raw << unused) >> unused
                : raw > long.MaxValue ? NotAnInteger
                : scalar.Kind == 'b' ? (raw == 0 ? 0 : 1)
                : (long)raw;
        }
    }

    public override void Read(long first, Span<double> into)
    {
        long at = offset + first * stride;
        for (int i = 0; i < into.Length; i++, at += stride)
        {
            ulong raw = Raw(array.Data.AsSpan((int)at, scalar.Size));
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

using System.Buffers.Binary;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>Numbers of an HDF5 file as those of this machine.</summary>
internal static class Hdf5Numbers
{
    /// <summary>Reads integers; those beyond 63 bits become the largest.</summary>
    /// <param name="source">Begins with the first.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    /// <param name="type">Their type, one of integers.</param>
    /// <param name="into">Receives them.</param>
    public static void Read(ReadOnlySpan<byte> source, int stride, Hdf5Type type, Span<long> into)
    {
        if (type.Size == 1)
        {
            for (int i = 0, at = 0; i < into.Length; i++, at += stride)
                into[i] = type.IsSigned ? (sbyte)source[at] : source[at];
        }
        else if (type is { Size: 2, IsBigEndian: false, IsSigned: false })
        {
            for (int i = 0, at = 0; i < into.Length; i++, at += stride)
                into[i] = BinaryPrimitives.ReadUInt16LittleEndian(source[at..]);
        }
        else if (type is { Size: 4, IsBigEndian: false, IsSigned: false })
        {
            for (int i = 0, at = 0; i < into.Length; i++, at += stride)
                into[i] = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
        }
        else if (type is { Size: 8, IsBigEndian: false, IsSigned: true })
        {
            for (int i = 0, at = 0; i < into.Length; i++, at += stride)
                into[i] = BinaryPrimitives.ReadInt64LittleEndian(source[at..]);
        }
        else
        {
            for (int i = 0, at = 0; i < into.Length; i++, at += stride)
                into[i] = Integer(source.Slice(at, type.Size), type);
        }
    }

    /// <summary>Reads numbers in double precision.</summary>
    /// <param name="source">Begins with the first.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    /// <param name="type">Their type, one of numbers.</param>
    /// <param name="into">Receives them.</param>
    public static void Read(ReadOnlySpan<byte> source, int stride, Hdf5Type type, Span<double> into)
    {
        if (type is { Size: 8, IsBigEndian: false, Kind: Hdf5Kind.Float })
        {
            for (int i = 0, at = 0; i < into.Length; i++, at += stride)
                into[i] = BinaryPrimitives.ReadDoubleLittleEndian(source[at..]);
            return;
        }

        for (int i = 0, at = 0; i < into.Length; i++, at += stride)
            into[i] = Number(source.Slice(at, type.Size), type);
    }

    private static long Integer(ReadOnlySpan<byte> number, Hdf5Type type)
    {
        ulong bits = Bits(number, type.IsBigEndian);
        int unused = 64 - 8 * type.Size;
        return type.IsSigned ? (long)(bits << unused) >> unused : (long)Math.Min(bits, long.MaxValue);
    }

    private static double Number(ReadOnlySpan<byte> number, Hdf5Type type)
    {
        ulong bits = Bits(number, type.IsBigEndian);
        if (type.Kind != Hdf5Kind.Float)
            return type.IsSigned || bits <= long.MaxValue ? Integer(number, type) : bits;
        return type.Size switch
        {
            2 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            4 => BitConverter.UInt32BitsToSingle((uint)bits),
            _ => BitConverter.UInt64BitsToDouble(bits),
        };
    }

    private static ulong Bits(ReadOnlySpan<byte> number, bool isBigEndian)
    {
        ulong bits = 0;
        for (int i = 0; i < number.Length; i++)
            bits |= (ulong)number[isBigEndian ? number.Length - 1 - i : i] << (8 * i);
        return bits;
    }
}

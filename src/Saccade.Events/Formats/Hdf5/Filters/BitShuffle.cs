using System.Buffers.Binary;

namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>Puts bits together again that were sorted by their place in the elements.</summary>
internal static class BitShuffle
{
    /// <summary>Undoes the shuffle of the bits of a block; one whose elements are no multiple of 8 was left as it is.</summary>
    public static void Undo(ReadOnlySpan<byte> source, int size, Span<byte> target)
    {
        int count = source.Length / size;
        if (count % 8 != 0)
        {
            source.CopyTo(target);
            return;
        }

        int plane = count / 8;
        Span<byte> block = stackalloc byte[8];
        for (int b = 0; b < size; b++)
        {
            var planes = source.Slice(b * 8 * plane, 8 * plane);
            for (int i = 0; i < plane; i++)
            {
                for (int bit = 0; bit < 8; bit++)
                    block[bit] = planes[bit * plane + i];
                ulong elements = Transposed(BinaryPrimitives.ReadUInt64LittleEndian(block));
                for (int e = 0; e < 8; e++)
                    target[(8 * i + e) * size + b] = (byte)(elements >> (8 * e));
            }
        }

        source[(count * size)..].CopyTo(target[(count * size)..]);
    }

    /// <summary>Exchanges rows and columns of 8 x 8 bits.</summary>
    private static ulong Transposed(ulong bits)
    {
        ulong change = (bits ^ (bits >> 7)) & 0x00AA00AA00AA00AA;
        bits ^= change ^ (change << 7);
        change = (bits ^ (bits >> 14)) & 0x0000CCCC0000CCCC;
        bits ^= change ^ (change << 14);
        change = (bits ^ (bits >> 28)) & 0x00000000F0F0F0F0;
        return bits ^ change ^ (change << 28);
    }
}

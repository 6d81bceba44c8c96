using System.Buffers.Binary;
using Saccade.Kernels.Random;

namespace Saccade.Mutation;

/// <summary>One change of bytes: of one bit or byte, of a number field, or of a whole piece.</summary>
internal static class ByteMutation
{
    private const int LongestPiece = 256;

    // What lengths, counts, offsets and sizes are compared with.
    private static readonly long[] _extremes =
    [
        0, 1, 2, -1, -2, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 1 << 20, 1 << 28, 1 << 30, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue,
    ];

    public static byte[] Apply(byte[] bytes, byte[] other, ref CounterRandom random)
    {
        if (bytes.Length == 0)
            return Piece(other, ref random);
        int at = Place(bytes.Length, ref random), end = Math.Min(bytes.Length, at + Length(ref random));
        return random.NextInt32(0, 12) switch
        {
            0 or 1 => Set(bytes, at, (byte)(bytes[at] ^ (1 << random.NextInt32(0, 8)))),
            2 => Set(bytes, at, (byte)random.NextInt32(0, 256)),
            3 => Set(bytes, at, random.NextInt32(0, 2) == 0 ? (byte)0xff : (byte)0),
            4 or 5 or 6 => Number(bytes, at, ref random),
            7 => bytes[..at],
            8 => [.. bytes[..at], .. bytes[end..]],
            9 => [.. bytes[..end], .. bytes[at..]],
            10 => [.. bytes[..at], .. Piece(other, ref random), .. bytes[(random.NextInt32(0, 2) == 0 ? at : end)..]],
            _ => Swap(bytes, at, end, ref random),
        };
    }

    /// <summary>Half of the changes are made where headers are, or, now and then, the tables at the end.</summary>
    private static int Place(int length, ref CounterRandom random) => random.NextInt32(0, 8) switch
    {
        < 4 => random.NextInt32(0, Math.Min(length, 200)),
        4 => length - 1 - random.NextInt32(0, Math.Min(length, 100)),
        _ => random.NextInt32(0, length),
    };

    private static int Length(ref CounterRandom random) => 1 + random.NextInt32(0, random.NextInt32(0, 2) == 0 ? 8 : LongestPiece);

    private static byte[] Set(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }

    /// <summary>A field of 1, 2, 4 or 8 bytes of either byte order becomes an extreme, or one of its neighbours, or goes a little up or down.</summary>
    private static byte[] Number(byte[] bytes, int at, ref CounterRandom random)
    {
        int width = 1 << random.NextInt32(0, 4);
        bool big = random.NextInt32(0, 2) == 0;
        if (random.NextInt32(0, 2) == 0)
            at -= at % width;
        if (at + width > bytes.Length)
            return Set(bytes, at, 0xff);
        byte[] changed = [.. bytes];
        Span<byte> field = changed.AsSpan(at, width), whole = stackalloc byte[8];
        whole.Clear();
        field.CopyTo(big ? whole[(8 - width)..] : whole);
        long value = big ? BinaryPrimitives.ReadInt64BigEndian(whole) : BinaryPrimitives.ReadInt64LittleEndian(whole);
        value = random.NextInt32(0, 3) == 0
            ? unchecked(value + random.NextInt32(-9, 10))
            : unchecked(_extremes[random.NextInt32(0, _extremes.Length)] + random.NextInt32(-1, 2));
        if (big)
            BinaryPrimitives.WriteInt64BigEndian(whole, value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(whole, value);
        (big ? whole[(8 - width)..] : whole[..width]).CopyTo(field);
        return changed;
    }

    private static byte[] Piece(byte[] of, ref CounterRandom random)
    {
        int length = Length(ref random);
        if (of.Length == 0 || random.NextInt32(0, 3) == 0)
        {
            byte[] drawn = new byte[length];
            for (int i = 0; i < length; i++)
                drawn[i] = (byte)random.NextInt32(0, 256);
            return drawn;
        }

        int at = random.NextInt32(0, of.Length);
        return random.NextInt32(0, 4) == 0 ? of[at..] : of[at..Math.Min(of.Length, at + length)];
    }

    private static byte[] Swap(byte[] bytes, int from, int to, ref CounterRandom random)
    {
        int last = random.NextInt32(to, bytes.Length + 1);
        return [.. bytes[..from], .. bytes[to..last], .. bytes[from..to], .. bytes[last..]];
    }
}

namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>BloscLZ, the method of Blosc's own: literals, and references of 13 bits or, further back, of 16 more.</summary>
internal static class BloscLz
{
    private const int NearReach = 8191, LongLength = 6, LeastLength = 3;

    /// <summary>Unpacks bytes that fill the target.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static void Unpack(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int at = 0, filled = 0;
        bool isFirst = true;
        while (at < source.Length)
        {
            int control = source[at++] & (isFirst ? 31 : 255);
            isFirst = false;
            if (control < 32)
            {
                int run = control + 1;
                if (run > source.Length - at || run > target.Length - filled)
                    throw Damaged();
                source.Slice(at, run).CopyTo(target[filled..]);
                (at, filled) = (at + run, filled + run);
            }
            else if (!Copy(source, ref at, control, target, ref filled))
            {
                throw Damaged();
            }
        }

        if (filled != target.Length)
            throw Damaged();
    }

    private static bool Copy(ReadOnlySpan<byte> source, ref int at, int control, Span<byte> target, ref int filled)
    {
        long length = (control >> 5) - 1;
        if (length == LongLength)
        {
            byte more;
            do
            {
                if (at >= source.Length)
                    return false;
                more = source[at++];
                length += more;
            }
            while (more == byte.MaxValue);
        }

        if (at >= source.Length)
            return false;
        int low = source[at++], distance = ((control & 31) << 8) + low + 1;
        if (low == byte.MaxValue && (control & 31) == 31)
        {
            if (source.Length - at < 2)
                return false;
            distance = (source[at] << 8) + source[at + 1] + NearReach + 1;
            at += 2;
        }

        return length + LeastLength <= target.Length && BackReference.Copy(target, ref filled, distance, (int)length + LeastLength);
    }

    private static InvalidDataException Damaged() => new("a damaged BloscLZ block");
}

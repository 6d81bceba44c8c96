namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>LZF, the fast compression of h5py.</summary>
internal static class Lzf
{
    /// <summary>Unpacks bytes.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or more than the limit.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> source, int limit)
    {
        byte[] target = new byte[(int)Math.Min(limit, 132L * source.Length)]; // 3 bytes become 264 at most, 2 become 8
        int at = 0, filled = 0;
        while (at < source.Length)
        {
            int control = source[at++];
            if (control < 32)
            {
                int run = control + 1;
                if (run > source.Length - at || run > target.Length - filled)
                    throw new InvalidDataException("a damaged LZF chunk");
                source.Slice(at, run).CopyTo(target.AsSpan(filled));
                (at, filled) = (at + run, filled + run);
                continue;
            }

            int length = control >> 5, needed = length == 7 ? 2 : 1;
            if (needed > source.Length - at)
                throw new InvalidDataException("a damaged LZF chunk");
            length += (length == 7 ? source[at++] : 0) + 2;
            int distance = ((control & 31) << 8) + source[at++] + 1;
            if (!BackReference.Copy(target, ref filled, distance, length))
                throw new InvalidDataException("a damaged LZF chunk");
        }

        return target[..filled];
    }
}

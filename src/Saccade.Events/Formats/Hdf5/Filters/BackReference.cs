namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>Copies of bytes that were unpacked before.</summary>
internal static class BackReference
{
    /// <summary>Appends bytes from some way back, which may run into what is being written.</summary>
    /// <returns>Whether these bytes exist and have room.</returns>
    public static bool Copy(Span<byte> target, ref int filled, int distance, int length)
    {
        if (distance > filled || length > target.Length - filled)
            return false;
        if (distance >= length)
        {
            target.Slice(filled - distance, length).CopyTo(target[filled..]);
        }
        else
        {
            for (int i = 0; i < length; i++)
                target[filled + i] = target[filled + i - distance];
        }

        filled += length;
        return true;
    }
}

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>How many elements there are.</summary>
/// <param name="Extents">Extents; none for a single value.</param>
/// <param name="Largest">How far each may grow; the largest number where there is no bound.</param>
internal sealed record Hdf5Space(IReadOnlyList<long> Extents, IReadOnlyList<long> Largest)
{
    private const int MaxRank = 32;

    /// <summary>Reads the description of a space.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Hdf5Space Read(Hdf5Image image, ReadOnlySpan<byte> message)
    {
        Hdf5Cursor cursor = new(message);
        int version = cursor.U8(), rank = cursor.U8(), flags = cursor.U8();
        if (rank > MaxRank || version is not (1 or 2))
            throw new InvalidDataException($"a data set of {rank} dimensions");
        int kind = version == 1 ? 1 : cursor.U8();
        cursor.Skip(version == 1 ? 5 : 0);
        if (kind == 2)
            return new Hdf5Space([0], [0]);
        long[] extents = new long[rank];
        for (int i = 0; i < rank; i++)
            extents[i] = cursor.Count(image.LengthSize);
        long[] largest = [.. extents];
        for (int i = 0; i < rank && (flags & 1) != 0; i++)
            largest[i] = (long)Math.Min(cursor.Whole(image.LengthSize), long.MaxValue);
        return new Hdf5Space(extents, largest);
    }
}

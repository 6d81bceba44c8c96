using System.Buffers.Binary;
using System.IO.Compression;
using Saccade.Events.Model;

namespace Saccade.Events.Images;

/// <summary>
/// A file of the IDX format of MNIST (big-endian: two zero bytes, the type 8 for bytes, the number of axes, the extents,
/// then the values), plain or packed with gzip. Only bytes with 1 or 3 axes are read: labels and images.
/// </summary>
internal sealed class IdxFile
{
    private const byte UnsignedBytes = 8;

    /// <summary>Values are taken in at most at this rate, so that a header that lies costs no memory.</summary>
    private const int ReadAtOnce = 1 << 20;

    private IdxFile(int[] extents, byte[] values) => (Extents, Values) = (extents, values);

    /// <summary>Extents: items, then rows and columns for images.</summary>
    public IReadOnlyList<int> Extents { get; }

    /// <summary>All values, item after item.</summary>
    public byte[] Values { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; packed when its name ends in <c>.gz</c>.</param>
    /// <param name="axes">Number of axes expected.</param>
    /// <exception cref="EventFormatException">The file is not IDX, damaged, or shorter or longer than its header says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IdxFile Read(string path, int axes)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            return Read(file, path, axes);
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        return Read(unpacked, path, axes);
    }

    /// <summary>Reads from a stream.</summary>
    public static IdxFile Read(Stream stream, string path, int axes)
    {
        try
        {
            byte[] header = new byte[4 + 4 * axes];
            CheckLength(path, stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false), header.Length);
            int[] extents = Extent(path, header, axes);
            return new IdxFile(extents, Body(stream, path, header.Length, extents.Aggregate(1L, (a, b) => a * b)));
        }
        catch (InvalidDataException e)
        {
            throw new EventFormatException(path, 0, "data packed with gzip", "bytes that cannot be unpacked", "the file is damaged; get it again", e);
        }
    }

    private static int[] Extent(string path, byte[] header, int axes)
    {
        if (header[0] != 0 || header[1] != 0 || header[2] != UnsignedBytes || header[3] != axes)
        {
            string got = Convert.ToHexStringLower(header.AsSpan(0, 4));
            throw new EventFormatException(path, 0, $"0000 08 0{axes} (IDX, bytes, {axes} axes)", got, "labels have 1 axis, images have 3");
        }

        int[] extents = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
            uint most = i == 0 ? int.MaxValue : (uint)ImageFile.LargestExtent;
            if (extent > most || (i > 0 && extent == 0))
                throw new EventFormatException(path, 4 + 4 * i, $"an extent of {(i > 0 ? 1 : 0)} to {most}", $"{extent}");
            extents[i] = (int)extent;
        }

        return extents;
    }

    private static byte[] Body(Stream stream, string path, int start, long length)
    {
        if (length > Array.MaxLength)
            throw new EventFormatException(path, 4, $"at most {Array.MaxLength} values", $"{length}", "split the file");
        byte[] values = new byte[(int)Math.Min(length, ReadAtOnce)];
        int have = 0;
        while (have < length)
        {
            if (have == values.Length)
                Array.Resize(ref values, (int)Math.Min(length, 2L * have));
            int got = stream.Read(values, have, values.Length - have);
            if (got == 0)
                throw new EventFormatException(path, start + have, $"{length} values after the header", $"the end after {have}", "the file is cut off; get it again");
            have += got;
        }

        if (stream.ReadByte() >= 0)
            throw new EventFormatException(path, start + length, $"the end after {length} values", "more bytes", "the header does not fit the file");
        return values;
    }

    private static void CheckLength(string path, int got, int expected)
    {
        if (got < expected)
            throw new EventFormatException(path, got, $"a header of {expected} bytes", $"the end after {got}", "the file is cut off; get it again");
    }
}

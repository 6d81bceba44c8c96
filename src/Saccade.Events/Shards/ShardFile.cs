using System.Buffers.Binary;

namespace Saccade.Events.Shards;

/// <summary>Head and trailer of a shard, between which blocks and table lie; see this folder's README.</summary>
internal static class ShardFile
{
    public const int FormatVersion = 2, OldestVersion = 1;
    public const int HeadBytes = 16;
    public const int TrailerBytes = 8 + 4 + 4 + StoredRecording.HashBytes + StoredRecording.HashBytes + 8;
    public const string Extension = ".events";

    private static ReadOnlySpan<byte> _magic => "SACCEVT\n"u8;

    private static ReadOnlySpan<byte> _endMagic => "\nSACCEND"u8;

    public static string Name(int index) => $"shard-{index:00000}{Extension}";

    public static void WriteHead(Stream stream)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head.Clear();
        _magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], FormatVersion);
        stream.Write(head);
    }

    public static void WriteEnd(Stream stream, ShardKey key, ReadOnlySpan<byte> table)
    {
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteInt64LittleEndian(trailer, stream.Position);
        BinaryPrimitives.WriteInt32LittleEndian(trailer[8..], table.Length);
        BinaryPrimitives.WriteInt32LittleEndian(trailer[12..], key.Index);
        key.Plan.CopyTo(trailer[16..]);
        ShardTable.Hash(table).CopyTo(trailer[(16 + StoredRecording.HashBytes)..]);
        _endMagic.CopyTo(trailer[^_endMagic.Length..]);
        stream.Write(table);
        stream.Write(trailer);
    }

    /// <summary>Reads the table of a finished shard.</summary>
    /// <param name="path">The shard.</param>
    /// <param name="key">What the shard must be.</param>
    /// <exception cref="StoreException">It is not that shard, or is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StoredRecording[] ReadTable(string path, ShardKey key)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            if (stream.Length < HeadBytes + TrailerBytes)
                throw new InvalidDataException($"{stream.Length} bytes, at least {HeadBytes + TrailerBytes} are needed");
            Span<byte> head = stackalloc byte[HeadBytes];
            stream.ReadExactly(head);
            int version = BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
            if (!head.StartsWith(_magic) || version is < OldestVersion or > FormatVersion)
                throw new StoreException(path, $"no shard of version {OldestVersion} to {FormatVersion}; prepare the data set again");
            stream.Seek(-TrailerBytes, SeekOrigin.End);
            Span<byte> trailer = stackalloc byte[TrailerBytes];
            stream.ReadExactly(trailer);
            byte[] table = Table(path, stream, trailer, key);
            var recordings = ShardTable.Read(table, version);
            long end = BinaryPrimitives.ReadInt64LittleEndian(trailer);
            return Array.TrueForAll(recordings, r => r.Block.Count >= 0 && r.Offset >= HeadBytes && r.Offset <= end - r.Block.Bytes)
                ? recordings
                : throw new StoreException(path, "the table names events outside the file; prepare the data set again");
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or ArgumentException)
        {
            throw new StoreException(path, $"the shard is truncated or damaged ({e.Message}); prepare the data set again", e);
        }
    }

    private static byte[] Table(string path, FileStream stream, ReadOnlySpan<byte> trailer, ShardKey key)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(trailer);
        int length = BinaryPrimitives.ReadInt32LittleEndian(trailer[8..]);
        if (!trailer.EndsWith(_endMagic) || length < 0 || offset < HeadBytes || offset + length + TrailerBytes != stream.Length)
            throw new InvalidDataException("no end mark where the file ends");
        if (BinaryPrimitives.ReadInt32LittleEndian(trailer[12..]) != key.Index || !trailer.Slice(16, StoredRecording.HashBytes).SequenceEqual(key.Plan))
            throw new StoreException(path, "the shard belongs to another data set or another preparation of it");
        byte[] table = new byte[length];
        stream.Seek(offset, SeekOrigin.Begin);
        stream.ReadExactly(table);
        return trailer.Slice(16 + StoredRecording.HashBytes, StoredRecording.HashBytes).SequenceEqual(ShardTable.Hash(table))
            ? table
            : throw new InvalidDataException("the checksum of the table is not the one at the end of the file");
    }
}

/// <summary>Which shard of which preparation a file is.</summary>
/// <param name="Plan">Hash of the preparation: recordings, their content and how they are read.</param>
/// <param name="Index">Number of the shard.</param>
internal sealed record ShardKey(byte[] Plan, int Index);

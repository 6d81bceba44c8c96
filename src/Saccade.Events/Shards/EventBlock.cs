using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Shards;

/// <summary>How the columns of a recording lie in a shard: times as offsets from a base, x, y, polarities. Little-endian.</summary>
/// <param name="Count">Number of events.</param>
/// <param name="BaseTime">The earliest time in microseconds; offsets count from it.</param>
/// <param name="IsWide">Whether offsets take 64 bits instead of 32, for recordings of more than 71 minutes.</param>
internal readonly record struct EventBlock(int Count, long BaseTime, bool IsWide)
{
    private const int Alignment = 8;

    /// <summary>Bytes of the columns.</summary>
    public long Bytes => (long)Count * ((IsWide ? sizeof(long) : sizeof(uint)) + 2 * sizeof(ushort) + sizeof(byte));

    /// <summary>Bytes up to where the next block begins.</summary>
    public long Room => (Bytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>The block that holds some events.</summary>
    public static EventBlock For(EventBuffer events)
    {
        long earliest = long.MaxValue, latest = long.MinValue;
        foreach (long time in events.Times)
            (earliest, latest) = (Math.Min(earliest, time), Math.Max(latest, time));
        return events.Count == 0
            ? new EventBlock(0, 0, false)
            : new EventBlock(events.Count, earliest, (ulong)latest - (ulong)earliest > uint.MaxValue);
    }

    /// <summary>Writes the columns.</summary>
    /// <param name="events">The events the block was made for.</param>
    /// <param name="bytes">Room for <see cref="Room"/> bytes.</param>
    public void Pack(EventBuffer events, Span<byte> bytes)
    {
        var rest = bytes;
        if (IsWide)
        {
            var times = Take<long>(ref rest);
            var source = events.Times;
            for (int i = 0; i < times.Length && i < source.Length; i++)
                times[i] = source[i] - BaseTime;
            Order(times);
        }
        else
        {
            var times = Take<uint>(ref rest);
            var source = events.Times;
            for (int i = 0; i < times.Length && i < source.Length; i++)
                times[i] = (uint)(source[i] - BaseTime);
            Order(times);
        }

        Span<ushort> x = Take<ushort>(ref rest), y = Take<ushort>(ref rest);
        events.X.CopyTo(x);
        events.Y.CopyTo(y);
        Order(x);
        Order(y);
        events.Polarities.CopyTo(Take<byte>(ref rest));
        rest.Clear();
    }

    /// <summary>SHA-256 of a packed block and its base time, so that equal hashes mean equal events.</summary>
    public byte[] Hash(ReadOnlySpan<byte> packed)
    {
        using ContentHash hash = new();
        Span<byte> head = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(head, BaseTime);
        return hash.Add(head).Add(packed[..(int)Bytes]).Finish();
    }

    /// <summary>XXH3 of a packed block and its base time.</summary>
    public ulong Checksum(ReadOnlySpan<byte> packed)
    {
        var hash = BeginChecksum();
        hash.Append(packed[..(int)Bytes]);
        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Adds the events of the block at some position of a mapped shard to a buffer.</summary>
    /// <param name="mapped">The shard.</param>
    /// <param name="offset">Where the block lies in it.</param>
    /// <param name="checksum">What <see cref="Checksum"/> gave when the block was packed; null where it was not taken.</param>
    /// <param name="into">Receives the events.</param>
    /// <returns>Whether they are those that were packed; else nothing is added.</returns>
    public bool TryUnpack(SafeBuffer mapped, long offset, ulong? checksum, EventBuffer into)
    {
        var columns = into.Reserve(Count);
        var hash = BeginChecksum();
        ulong at = (ulong)offset;
        if (IsWide)
        {
            Read(mapped, ref at, columns.Times, hash);
            Order(columns.Times);
            for (int i = 0; i < columns.Times.Length; i++)
                columns.Times[i] += BaseTime;
        }
        else
        {
            // The offsets are read into the upper half of their place and widened from the front, which never
            // overtakes the reading.
            var offsets = MemoryMarshal.Cast<long, uint>(columns.Times)[Count..];
            Read(mapped, ref at, offsets, hash);
            Order(offsets);
            Widen(offsets, columns.Times, BaseTime);
        }

        Read(mapped, ref at, columns.X, hash);
        Read(mapped, ref at, columns.Y, hash);
        Order(columns.X);
        Order(columns.Y);
        Read(mapped, ref at, columns.Polarities, hash);
        if (checksum is { } stored && stored != hash.GetCurrentHashAsUInt64())
            return false;
        into.Commit(Count);
        return true;
    }

    private XxHash3 BeginChecksum()
    {
        var hash = new XxHash3();
        Span<byte> head = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(head, BaseTime);
        hash.Append(head);
        return hash;
    }

    private static void Widen(ReadOnlySpan<uint> offsets, Span<long> times, long baseTime)
    {
        for (int i = 0; i < offsets.Length && i < times.Length; i++)
            times[i] = baseTime + offsets[i];
    }

    /// <summary>Reads a column, and adds its bytes to the checksum while they are in the cache.</summary>
    private static void Read<T>(SafeBuffer mapped, ref ulong at, Span<T> column, XxHash3 hash)
        where T : unmanaged
    {
        mapped.ReadSpan(at, column);
        var bytes = MemoryMarshal.AsBytes(column);
        hash.Append(bytes);
        at += (ulong)bytes.Length;
    }

    private Span<T> Take<T>(ref Span<byte> rest)
        where T : unmanaged
    {
        var column = MemoryMarshal.Cast<byte, T>(rest)[..Count];
        rest = rest[MemoryMarshal.AsBytes(column).Length..];
        return column;
    }

    private static void Order(Span<long> values)
    {
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(values, values);
    }

    private static void Order(Span<uint> values)
    {
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(values, values);
    }

    private static void Order(Span<ushort> values)
    {
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(values, values);
    }
}

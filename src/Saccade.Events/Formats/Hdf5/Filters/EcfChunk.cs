using System.Buffers.Binary;
using Saccade.Events.Formats.Hdf5.Structure;

namespace Saccade.Events.Formats.Hdf5.Filters;

/// <summary>
/// Prophesee's compression of events in Metavision's HDF5 files: the number of events, the first time, then runs of times, of rows,
/// of columns and of polarities.
/// </summary>
internal static class EcfChunk
{
    /// <summary>Bytes of an unpacked event: x, y and p of 16 bits, 2 bytes unused, t of 64.</summary>
    public const int EventBytes = 16;

    private const int MostEvents = 65535;

    /// <summary>Unpacks a chunk.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or longer than the limit.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> source, int limit)
    {
        Hdf5Cursor cursor = new(source);
        uint head = cursor.U32();
        int count = (int)(head >> 2);
        if (count > MostEvents || (long)count * EventBytes > limit)
            throw new InvalidDataException($"an ECF chunk of {count} events");
        byte[] events = new byte[count * EventBytes];
        Times(ref cursor, events);
        if ((head & 2) != 0)
        {
            PackedEvents(ref cursor, events);
            return events;
        }

        Rows(ref cursor, events);
        if ((head & 1) != 0)
        {
            PackedColumns(ref cursor, events);
        }
        else
        {
            MaskedColumns(ref cursor, events);
            Polarities(ref cursor, events);
        }

        return events;
    }

    private static void Times(ref Hdf5Cursor cursor, Span<byte> events)
    {
        long time = (long)cursor.Whole(8);
        while (!events.IsEmpty)
        {
            int step = cursor.U8(), count = step & 15;
            if (step >> 4 == 15)
            {
                long far = 0;
                for (int shift = 0; step >> 4 == 15; shift += 4, step = cursor.U8())
                    far |= shift < 64 ? (long)(step & 15) << shift : throw Damaged("times");
                time = unchecked(time + far);
                count = step & 15;
            }

            time = unchecked(time + (step >> 4));
            count = count == 15 ? cursor.U16() : count;
            var run = Run(ref events, count, "times");
            for (; !run.IsEmpty; run = run[EventBytes..])
                BinaryPrimitives.WriteInt64LittleEndian(run[8..], time);
        }
    }

    private static void Rows(ref Hdf5Cursor cursor, Span<byte> events)
    {
        while (!events.IsEmpty)
        {
            int word = cursor.U16(), count = (word & 31) == 31 ? cursor.U16() : word & 31;
            var run = Run(ref events, count, "rows");
            for (; !run.IsEmpty; run = run[EventBytes..])
                BinaryPrimitives.WriteUInt16LittleEndian(run[2..], (ushort)(word >> 5));
        }
    }

    private static void Polarities(ref Hdf5Cursor cursor, Span<byte> events)
    {
        while (!events.IsEmpty)
        {
            int word = cursor.U8(), count = (word & 127) == 127 ? cursor.U16() : word & 127;
            var run = Run(ref events, count, "polarities");
            for (; !run.IsEmpty; run = run[EventBytes..])
                run[4] = (byte)(word >> 7);
        }
    }

    private static void MaskedColumns(ref Hdf5Cursor cursor, Span<byte> events)
    {
        while (!events.IsEmpty)
        {
            int word = cursor.U16(), x = word >> 5;
            for (int i = 0; i <= 5; i++)
            {
                if (i > 0 && (word >> (5 - i) & 1) == 0)
                    continue;
                BinaryPrimitives.WriteUInt16LittleEndian(Run(ref events, 1, "columns"), (ushort)(x + i));
            }
        }
    }

    private static void PackedColumns(ref Hdf5Cursor cursor, Span<byte> events)
    {
        while (!events.IsEmpty)
        {
            int a = cursor.U16(), b = cursor.U16(), c = cursor.U16();
            ReadOnlySpan<int> values = [a >> 4, (a & 15) | b >> 8 << 4, (b & 255) | c >> 12 << 8, c & 0xFFF];
            for (int i = 0; i < values.Length && !events.IsEmpty; i++)
            {
                var one = Run(ref events, 1, "columns");
                BinaryPrimitives.WriteUInt16LittleEndian(one, (ushort)(values[i] >> 1));
                one[4] = (byte)(values[i] & 1);
            }
        }
    }

    private static void PackedEvents(ref Hdf5Cursor cursor, Span<byte> events)
    {
        while (!events.IsEmpty)
        {
            uint a = cursor.U32(), b = cursor.U32(), c = cursor.U32();
            ReadOnlySpan<uint> values = [a >> 8, (a & 0xFF) | b >> 16 << 8, (b & 0xFFFF) | c >> 24 << 16, c & 0xFFFFFF];
            for (int i = 0; i < values.Length && !events.IsEmpty; i++)
            {
                var one = Run(ref events, 1, "events");
                BinaryPrimitives.WriteUInt16LittleEndian(one, (ushort)(values[i] >> 1 & 0x7FF));
                BinaryPrimitives.WriteUInt16LittleEndian(one[2..], (ushort)(values[i] >> 12 & 0x7FF));
                one[4] = (byte)(values[i] & 1);
            }
        }
    }

    private static Span<byte> Run(ref Span<byte> events, int count, string what)
    {
        if (count * EventBytes > events.Length)
            throw Damaged(what);
        var run = events[..(count * EventBytes)];
        events = events[run.Length..];
        return run;
    }

    private static InvalidDataException Damaged(string what) => new($"an ECF chunk with more {what} than events");
}

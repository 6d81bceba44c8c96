using System.Buffers.Binary;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>How events are packed without any header, for sockets; the two layouts of the program faery, little-endian.</summary>
public enum PackedLayout
{
    /// <summary>13 bytes: time in microseconds (64 bits), x (16), y (16), 1 for ON and 0 for OFF (8).</summary>
    T64X16Y16On8,

    /// <summary>8 bytes: time in microseconds (32 bits, which wrap), x (16), y (the upper 15 bits of 16) and ON (the lowest).</summary>
    T32X16Y15On1,
}

/// <summary>Packed events.</summary>
internal static class PackedEvents
{
    private const int LongRecord = 13, ShortRecord = 8;

    /// <summary>Bytes of an event.</summary>
    public static int Bytes(this PackedLayout layout) => layout == PackedLayout.T64X16Y16On8 ? LongRecord : ShortRecord;

    /// <summary>A reader for bytes that come in pieces of any size.</summary>
    public static EventReader CreateReader(this PackedLayout layout, ReadOptions options) => new Reader(layout, options);

    /// <summary>Unpacks whole events.</summary>
    /// <param name="layout">How they are packed.</param>
    /// <param name="bytes">Whole events.</param>
    /// <param name="clock">Turns times of 32 bits into ones that do not wrap.</param>
    /// <param name="into">Receives those before the first that is none.</param>
    /// <returns>Events that were added: as many as there are, or fewer if the next is none (a polarity beyond 1, a time beyond 63 bits).</returns>
    public static int Unpack(PackedLayout layout, ReadOnlySpan<byte> bytes, TimeUnwrapper clock, EventBuffer into)
    {
        int size = layout.Bytes(), count = bytes.Length / size;
        for (int i = 0; i < count; i++)
        {
            var record = bytes.Slice(i * size, size);
            if (layout == PackedLayout.T32X16Y15On1)
            {
                ushort row = BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);
                into.Add(clock.Unwrap(BinaryPrimitives.ReadUInt32LittleEndian(record)), BinaryPrimitives.ReadUInt16LittleEndian(record[4..]), (ushort)(row >> 1), (byte)(row & 1));
                continue;
            }

            long time = BinaryPrimitives.ReadInt64LittleEndian(record);
            if (time < 0 || record[12] > 1)
                return i;
            into.Add(time, BinaryPrimitives.ReadUInt16LittleEndian(record[8..]), BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), record[12]);
        }

        return count;
    }

    /// <summary>Packs events.</summary>
    public static byte[] Pack(PackedLayout layout, EventSlice events)
    {
        int size = layout.Bytes();
        byte[] bytes = new byte[size * events.Count];
        for (int i = 0; i < events.Count; i++)
        {
            var record = bytes.AsSpan(i * size, size);
            if (layout == PackedLayout.T32X16Y15On1)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)events.Times[i]);
                BinaryPrimitives.WriteUInt16LittleEndian(record[4..], events.X[i]);
                BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)((events.Y[i] << 1) | events.Polarities[i]));
                continue;
            }

            BinaryPrimitives.WriteInt64LittleEndian(record, events.Times[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(record[8..], events.X[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(record[10..], events.Y[i]);
            record[12] = events.Polarities[i];
        }

        return bytes;
    }

    /// <summary>Takes whole events.</summary>
    private sealed class Reader : BlockReader
    {
        private readonly PackedLayout _layout;
        private readonly TimeUnwrapper _clock = new(32);

        public Reader(PackedLayout layout, ReadOptions options)
            : base(options) => (_layout, Wanted) = (layout, layout.Bytes());

        /// <inheritdoc/>
        protected override string Awaited => $"a packed event of {_layout.Bytes()} bytes";

        /// <inheritdoc/>
        protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
        {
            int size = _layout.Bytes(), events = bytes.Length / size, got = Unpack(_layout, bytes, _clock, into);
            Tally.Events += got;
            return got == events
                ? got * size
                : throw new EventFormatException(Options.Path, Offset + (got * (long)size), "a time below 2^63 and a polarity of 0 or 1", "bytes that are no packed event");
        }
    }
}

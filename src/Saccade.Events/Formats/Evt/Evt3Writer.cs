using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>
/// Writes Prophesee RAW EVT 3.0; events side by side in a row, of one time and polarity and in order of their columns, become
/// vectors.
/// </summary>
internal sealed class Evt3Writer : EventWriter
{
    private const int WordBytes = 2;
    private const int MostWordsPerEvent = 5;
    private const int RoomEvents = 2048;
    private const int VectorLength = 12;

    /// <summary>Below half the range of the upper part of the clock: of larger steps readers cannot tell whether it wrapped.</summary>
    private const long LongestStep = (1L << 11) - 1;

    private long _high = -1;
    private long _low = -1;
    private int _y = -1;
    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    /// <exception cref="EventWriteException">The sensor is too large.</exception>
    public Evt3Writer(Stream stream, WriteOptions options)
        : base(stream, EvtFormat.Evt3, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int i = 0; i < events.Count;)
        {
            Bridge(events.Times[i] >> 12);
            var room = Room(RoomEvents * MostWordsPerEvent * WordBytes);
            int used = 0, end = Math.Min(events.Count, i + RoomEvents);
            while (i < end && (events.Times[i] >> 12) - _high <= LongestStep)
            {
                used += PutTimeAndRow(room[used..], events.Times[i], events.Y[i]);
                (int count, int mask) = Run(events, i, end);
                used += PutRun(room[used..], events.X[i], events.Polarities[i], count, mask);
                i += count;
            }

            Advance(used);
        }
    }

    /// <inheritdoc/>
    protected override void End() => Begin();

    /// <summary>Events from one on that fit into one vector, and its mask.</summary>
    private static (int Count, int Mask) Run(EventSlice events, int first, int end)
    {
        int mask = 1, i = first + 1;
        for (; i < end; i++)
        {
            int column = events.X[i] - events.X[first];
            if (events.X[i] <= events.X[i - 1] || column >= VectorLength || events.Times[i] != events.Times[first]
                || events.Y[i] != events.Y[first] || events.Polarities[i] != events.Polarities[first])
                break;
            mask |= 1 << column;
        }

        return (i - first, mask);
    }

    private static int Put(Span<byte> room, int type, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)((type << 12) | value));
        return WordBytes;
    }

    /// <summary>Two words for up to two events, or one of each for a vector of three and more.</summary>
    private static int PutRun(Span<byte> room, int x, int polarity, int count, int mask)
    {
        int used = 0;
        if (count > 2)
        {
            used += Put(room, 0x3, (polarity << 11) | x);
            return used + Put(room[used..], 0x4, mask);
        }

        for (; mask != 0; mask &= mask - 1)
            used += Put(room[used..], 0x2, (polarity << 11) | (x + System.Numerics.BitOperations.TrailingZeroCount(mask)));
        return used;
    }

    private int PutTimeAndRow(Span<byte> room, long time, int y)
    {
        int used = 0;
        if (time >> 12 != _high)
        {
            _high = time >> 12;
            _low = -1;
            used += Put(room, EvtWord.TimeHigh, (int)(_high & 0xfff));
        }

        if ((time & 0xfff) != _low)
        {
            _low = time & 0xfff;
            used += Put(room[used..], 0x6, (int)_low);
        }

        if (y != _y)
        {
            _y = y;
            used += Put(room[used..], 0x0, y);
        }

        return used;
    }

    /// <summary>Marks of time over a gap that is longer than readers can follow.</summary>
    private void Bridge(long high)
    {
        while (high - _high > LongestStep)
        {
            _high += LongestStep;
            _low = -1;
            Put(Room(WordBytes), EvtWord.TimeHigh, (int)(_high & 0xfff));
            Advance(WordBytes);
        }
    }

    private void Begin()
    {
        if (!_begun)
            Put(EvtHeaderText.Of("EVT3", "3.0", Options));
        _begun = true;
    }
}

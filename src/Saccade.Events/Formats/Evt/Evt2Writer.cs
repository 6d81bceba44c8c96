using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>Writes Prophesee RAW EVT 2.0.</summary>
internal sealed class Evt2Writer : EventWriter
{
    private const int WordBytes = 4;
    private const int RoomEvents = 2048;
    private const uint TimeHigh = (uint)EvtWord.TimeHigh << 28;

    /// <summary>Below half the range of the upper part of the clock: of larger steps readers cannot tell whether it wrapped.</summary>
    private const long LongestStep = (1L << 27) - 1;
    private long _high = -1;
    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    /// <exception cref="EventWriteException">The sensor is too large.</exception>
    public Evt2Writer(Stream stream, WriteOptions options)
        : base(stream, EvtFormat.Evt2, options)
    {
    }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int first = 0, count; first < events.Count; first += count)
        {
            count = Math.Min(RoomEvents, events.Count - first);
            int used = 0;
            Bridge(events.Times[first] >> 6);
            var room = Room(2 * WordBytes * count);
            for (int i = first; i < first + count; i++)
            {
                long time = events.Times[i], high = time >> 6;
                if (high - _high > LongestStep)
                {
                    count = i - first; // the rest in the next round, which begins with a bridge
                    break;
                }

                if (high != _high)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(room[used..], TimeHigh | ((uint)high & 0x0fff_ffff));
                    used += WordBytes;
                    _high = high;
                }

                uint word = ((uint)events.Polarities[i] << 28) | ((uint)(time & 0x3f) << 22) | ((uint)events.X[i] << 11) | events.Y[i];
                BinaryPrimitives.WriteUInt32LittleEndian(room[used..], word);
                used += WordBytes;
            }

            Advance(used);
        }
    }

    /// <inheritdoc/>
    protected override void End() => Begin();

    /// <summary>Marks of time over a gap that is longer than readers can follow.</summary>
    private void Bridge(long high)
    {
        while (high - _high > LongestStep)
        {
            _high += LongestStep;
            BinaryPrimitives.WriteUInt32LittleEndian(Room(WordBytes), TimeHigh | ((uint)_high & 0x0fff_ffff));
            Advance(WordBytes);
        }
    }

    private void Begin()
    {
        if (!_begun)
            Put(EvtHeaderText.Of("EVT2", "2.0", Options));
        _begun = true;
    }
}

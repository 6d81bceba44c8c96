using System.Buffers.Binary;
using System.Numerics;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>Reads Prophesee RAW EVT 2.1; see the table in this folder's README.</summary>
internal sealed class Evt21Reader : EvtReader
{
    private const int WordBytes = 8;
    private const int EventsPerWord = 32;
    private readonly TimeUnwrapper _high = new(28);
    private long _base;
    private bool _hasTime;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public Evt21Reader(ReadOptions options)
        : base(options, EvtEncoding.Evt21, WordBytes)
    {
    }

    private protected override void DecodeWords(ReadOnlySpan<byte> words, EventBuffer into)
    {
        bool legacy = HasLegacyOrder;
        for (int at = 0; at < words.Length; at += WordBytes)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(words[at..]);
            if (legacy)
                word = BitOperations.RotateLeft(word, WordBytes * 4);
            int type = (int)(word >> 60);
            if (type == EvtWord.TimeHigh)
            {
                _base = _high.Unwrap((long)(word >> 32) & 0x0fff_ffff) << 6;
                Tally.TimerOverflows = _high.Wraps;
                _hasTime = true;
            }
            else if (type > 1)
            {
                PassOver(type);
            }
            else if (!_hasTime)
            {
                Tally.Invalid += BitOperations.PopCount((uint)word); // before the first mark of time
            }
            else
            {
                AddRow(word, Offset + at, into);
            }
        }
    }

    /// <summary>Up to 32 events side by side, one for each set bit.</summary>
    private void AddRow(ulong word, long offset, EventBuffer into)
    {
        long time = _base + (long)((word >> 54) & 0x3f);
        int x = (int)(word >> 43) & (MaxExtent - 1), y = (int)(word >> 32) & (MaxExtent - 1);
        byte polarity = (byte)(word >> 60);
        var columns = into.Reserve(EventsPerWord);
        int kept = 0;
        try
        {
            for (uint mask = (uint)word; mask != 0; mask &= mask - 1)
            {
                int column = x + BitOperations.TrailingZeroCount(mask);
                if (!Checked.Contains(column, y))
                {
                    // Headers of this encoding are often those of another sensor; what the user declares is held.
                    if (Options.Sensor is not null || column >= MaxExtent)
                    {
                        LeaveOut(offset, column, y, Checked);
                        continue;
                    }

                    Tally.BeyondHeader++;
                }

                columns.Times[kept] = time;
                columns.X[kept] = (ushort)column;
                columns.Y[kept] = (ushort)y;
                columns.Polarities[kept] = polarity;
                kept++;
            }
        }
        finally
        {
            into.Commit(kept);
            Tally.Events += kept;
        }
    }
}

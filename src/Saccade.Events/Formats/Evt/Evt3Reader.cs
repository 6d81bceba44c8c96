using System.Buffers.Binary;
using System.Numerics;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>Reads Prophesee RAW EVT 3.0; see the table in this folder's README.</summary>
public sealed class Evt3Reader : EvtReader
{
    private const int WordBytes = 2;
    private const int MostEventsPerWord = 12;
    private readonly TimeUnwrapper _high = new(12);
    private long _time;
    private long _base;
    private int _y;
    private int _x;
    private byte _polarity;
    private bool _hasTime;
    private bool _hasRow;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public Evt3Reader(ReadOptions options)
        : base(options, EvtEncoding.Evt3, WordBytes)
    {
    }

    private bool IsReady => _hasTime && _hasRow;

    private protected override void DecodeWords(ReadOnlySpan<byte> words, EventBuffer into)
    {
        EventBuffer.Columns columns = into.Reserve(words.Length / WordBytes * MostEventsPerWord);
        int kept = 0;
        try
        {
            for (int at = 0; at < words.Length; at += WordBytes)
            {
                int word = BinaryPrimitives.ReadUInt16LittleEndian(words[at..]);
                int value = word & 0xfff;
                switch (word >> 12)
                {
                    case 0x0: // row
                        _y = value & (MaxExtent - 1);
                        _hasRow = true;
                        break;
                    case 0x2: // one event
                        _polarity = (byte)(value >> 11);
                        Add(value & (MaxExtent - 1), Offset + at, columns, ref kept);
                        break;
                    case 0x3: // column where a vector begins
                        _x = value & (MaxExtent - 1);
                        _polarity = (byte)(value >> 11);
                        break;
                    case 0x4: // vector of 12
                        AddVector(value, 12, Offset + at, columns, ref kept);
                        break;
                    case 0x5: // vector of 8
                        AddVector(value & 0xff, 8, Offset + at, columns, ref kept);
                        break;
                    case 0x6: // lower half of the time
                        _time = _base + value;
                        break;
                    case EvtWord.TimeHigh:
                        TakeTimeHigh(value);
                        break;
                    default:
                        PassOver(word >> 12, Offset + at);
                        break;
                }
            }
        }
        finally
        {
            into.Commit(kept);
            Tally.Events += kept;
        }
    }

    private void TakeTimeHigh(int value)
    {
        long before = _base;
        _base = _high.Unwrap(value) << 12;
        Tally.TimerOverflows = _high.Wraps;
        if (!_hasTime || _base != before)
            _time = _base; // the lower half follows; a repeated upper half leaves it as it is
        _hasTime = true;
    }

    private void Add(int x, long offset, EventBuffer.Columns columns, ref int kept)
    {
        if (x < Checked.Width && _y < Checked.Height && IsReady)
        {
            columns.Times[kept] = _time;
            columns.X[kept] = (ushort)x;
            columns.Y[kept] = (ushort)_y;
            columns.Polarities[kept] = _polarity;
            kept++;
        }
        else if (!IsReady)
        {
            Tally.Invalid++; // before the first mark of time or the first row
        }
        else
        {
            LeaveOut(offset, x, _y, Checked);
        }
    }

    private void AddVector(int mask, int length, long offset, EventBuffer.Columns columns, ref int kept)
    {
        for (; mask != 0; mask &= mask - 1)
            Add(_x + BitOperations.TrailingZeroCount(mask), offset, columns, ref kept);
        _x += length;
    }
}

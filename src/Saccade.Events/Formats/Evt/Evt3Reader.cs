using System.Buffers.Binary;
using System.Numerics;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>Reads Prophesee RAW EVT 3.0; see the table in this folder's README.</summary>
internal sealed class Evt3Reader : EvtReader
{
    private const int WordBytes = 2;
    private const int MostEventsPerWord = 12;
    private const int Row = 0x0;
    private const int OneEvent = 0x2;
    private const int VectorBase = 0x3;
    private const int Vector12 = 0x4;
    private const int Vector8 = 0x5;
    private const int TimeLow = 0x6;
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

    private protected override void DecodeWords(ReadOnlySpan<byte> words, EventBuffer into)
    {
        var columns = into.Reserve(words.Length / WordBytes * MostEventsPerWord);
        var times = columns.Times;
        Span<ushort> xs = columns.X[..times.Length], ys = columns.Y[..times.Length];
        var polarities = columns.Polarities[..times.Length];
        int kept = 0;
        try
        {
            for (int at = 0; at < words.Length; at += WordBytes)
            {
                int word = BinaryPrimitives.ReadUInt16LittleEndian(words[at..]), type = word >> 12, value = word & 0xfff;
                if (type is OneEvent or Vector12 or Vector8)
                {
                    // One event is a vector of one: its column is in the word, and the base stays where it is.
                    int mask = type == OneEvent ? 1 : type == Vector12 ? value : value & 0xff;
                    int x = type == OneEvent ? value & (MaxExtent - 1) : _x;
                    byte polarity = type == OneEvent ? (byte)(value >> 11) : _polarity;
                    _x += type == OneEvent ? 0 : type == Vector12 ? 12 : 8;
                    mask = Allowed(mask, x, Offset + at);
                    for (; mask != 0; mask &= mask - 1)
                    {
                        times[kept] = _time;
                        xs[kept] = (ushort)(x + BitOperations.TrailingZeroCount(mask));
                        ys[kept] = (ushort)_y;
                        polarities[kept] = polarity;
                        kept++;
                    }
                }
                else
                {
                    TakeState(type, value);
                }
            }
        }
        finally
        {
            into.Commit(kept);
            Tally.Events += kept;
        }
    }

    /// <summary>A word that gives no event but says where and when the next ones are.</summary>
    private void TakeState(int type, int value)
    {
        switch (type)
        {
            case Row:
                _y = value & (MaxExtent - 1);
                _hasRow = true;
                break;
            case VectorBase:
                _x = value & (MaxExtent - 1);
                _polarity = (byte)(value >> 11);
                break;
            case TimeLow:
                _time = _base + value;
                break;
            case EvtWord.TimeHigh:
                TakeTimeHigh(value);
                break;
            default:
                PassOver(type);
                break;
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

    /// <summary>The events of a vector that can be used; the others are counted, or an error.</summary>
    private int Allowed(int mask, int x, long offset)
    {
        if (x + MostEventsPerWord <= Checked.Width && _y < Checked.Height && _hasTime && _hasRow)
            return mask;

        int allowed = 0;
        for (; mask != 0; mask &= mask - 1)
        {
            int bit = BitOperations.TrailingZeroCount(mask);
            if (!_hasTime || !_hasRow)
                Tally.Invalid++; // before the first mark of time or the first row
            else if (Checked.Contains(x + bit, _y))
                allowed |= 1 << bit;
            else
                LeaveOut(offset, x + bit, _y, Checked);
        }

        return allowed;
    }
}

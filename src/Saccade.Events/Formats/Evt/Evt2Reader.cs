using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>Reads Prophesee RAW EVT 2.0; see the table in this folder's README.</summary>
internal sealed class Evt2Reader : EvtReader
{
    private const int WordBytes = 4;
    private const int CoordinateMask = MaxExtent - 1;
    private readonly TimeUnwrapper _high = new(28);
    private long _base;
    private bool _hasTime;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public Evt2Reader(ReadOptions options)
        : base(options, EvtEncoding.Evt2, WordBytes)
    {
    }

    private protected override void DecodeWords(ReadOnlySpan<byte> words, EventBuffer into)
    {
        int count = words.Length / WordBytes;
        var columns = into.Reserve(count);
        var times = columns.Times;
        Span<ushort> xs = columns.X[..times.Length], ys = columns.Y[..times.Length];
        var polarities = columns.Polarities[..times.Length];
        int width = Checked.Width, height = Checked.Height, kept = 0;
        try
        {
            for (int at = 0; at < words.Length; at += WordBytes)
            {
                uint word = BinaryPrimitives.ReadUInt32LittleEndian(words[at..]);
                int x = (int)(word >> 11) & CoordinateMask, y = (int)word & CoordinateMask;
                if (word < 0x2000_0000 && x < width && y < height && _hasTime)
                {
                    times[kept] = _base + ((word >> 22) & 0x3f);
                    xs[kept] = (ushort)x;
                    ys[kept] = (ushort)y;
                    polarities[kept] = (byte)(word >> 28);
                    kept++;
                }
                else
                {
                    TakeOther(word, x, y, Offset + at);
                }
            }
        }
        finally
        {
            into.Commit(kept);
            Tally.Events += kept;
        }
    }

    /// <summary>A word that is no event, or an event that cannot be used.</summary>
    private void TakeOther(uint word, int x, int y, long offset)
    {
        int type = (int)(word >> 28);
        if (type == EvtWord.TimeHigh)
        {
            _base = _high.Unwrap(word & 0x0fff_ffff) << 6;
            Tally.TimerOverflows = _high.Wraps;
            _hasTime = true;
        }
        else if (type > 1)
        {
            PassOver(type);
        }
        else if (!_hasTime)
        {
            Tally.Invalid++; // before the first mark of time
        }
        else
        {
            LeaveOut(offset, x, y, Checked);
        }
    }
}

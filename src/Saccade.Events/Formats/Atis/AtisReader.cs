using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Atis;

/// <summary>Reads 40-bit events; see the byte table in this folder's README.</summary>
internal sealed class AtisReader : RecordReader
{
    /// <summary>Row of a record that is no event but a mark of a timer overflow.</summary>
    private const int OverflowRow = 240;

    /// <summary>What an overflow mark adds to all later times, in microseconds.</summary>
    private const long OverflowMicros = 1 << 13;

    private readonly int _lastX;
    private readonly int _lastY;
    private long _timeBase;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public AtisReader(ReadOptions options)
        : base(options, AtisFormat.RecordBytes)
    {
        _lastX = Math.Min(byte.MaxValue, (options.Sensor?.Width ?? 256) - 1);
        _lastY = Math.Min(byte.MaxValue, (options.Sensor?.Height ?? 256) - 1);
    }

    private protected override bool TryDecodeBlock(ReadOnlySpan<byte> block, EventBuffer.Columns columns)
    {
        var times = columns.Times;
        Span<ushort> xs = columns.X[..times.Length], ys = columns.Y[..times.Length];
        var polarities = columns.Polarities[..times.Length];
        int lastX = _lastX, lastY = _lastY;
        long timeBase = _timeBase;
        int suspicious = 0;
        for (int i = 0; i < times.Length; i++)
        {
            uint head = BinaryPrimitives.ReadUInt32BigEndian(block);
            int x = (int)(head >> 24), y = (int)((head >> 16) & 0xff);
            suspicious |= (lastX - x) | (lastY - y) | ((y ^ OverflowRow) - 1); // negative when one of them is
            xs[i] = (ushort)x;
            ys[i] = (ushort)y;
            polarities[i] = (byte)((head >> 15) & 1);
            times[i] = timeBase + (((head & 0x7fff) << 8) | block[4]);
            block = block[AtisFormat.RecordBytes..];
        }

        return suspicious >= 0;
    }

    private protected override void DecodeCarefully(ReadOnlySpan<byte> block, long offset, EventBuffer into)
    {
        for (; !block.IsEmpty; block = block[AtisFormat.RecordBytes..], offset += AtisFormat.RecordBytes)
        {
            int x = block[0], y = block[1];
            if (y == OverflowRow)
            {
                _timeBase += OverflowMicros;
                Tally.TimerOverflows++;
            }
            else if (x <= _lastX && y <= _lastY)
            {
                into.Add(_timeBase + (((block[2] & 0x7f) << 16) | (block[3] << 8) | block[4]), (ushort)x, (ushort)y, (byte)(block[2] >> 7));
                Tally.Events++;
            }
            else
            {
                LeaveOut(offset, x, y, new SensorSize(_lastX + 1, _lastY + 1));
            }
        }
    }
}

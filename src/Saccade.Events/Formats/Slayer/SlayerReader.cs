using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Slayer;

/// <summary>Reads 56-bit events; see the byte table in this folder's README.</summary>
internal sealed class SlayerReader : RecordReader
{
    private readonly SensorSize _sensor;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public SlayerReader(ReadOptions options)
        : base(options, SlayerFormat.RecordBytes) => _sensor = options.Sensor ?? SlayerFormat.Instance.Limits.Sensor;

    private protected override bool TryDecodeBlock(ReadOnlySpan<byte> block, EventBuffer.Columns columns)
    {
        var times = columns.Times;
        Span<ushort> xs = columns.X[..times.Length], ys = columns.Y[..times.Length];
        var polarities = columns.Polarities[..times.Length];
        int lastX = _sensor.Width - 1, lastY = _sensor.Height - 1, suspicious = 0;
        for (int i = 0; i < times.Length; i++)
        {
            uint head = BinaryPrimitives.ReadUInt32BigEndian(block), tail = BinaryPrimitives.ReadUInt32BigEndian(block[3..]);
            int x = (int)(head >> 20), y = (int)((head >> 8) & 0xfff), polarity = (int)(head & 0xff);
            suspicious |= (lastX - x) | (lastY - y) | (1 - polarity); // negative when one of them is
            xs[i] = (ushort)x;
            ys[i] = (ushort)y;
            polarities[i] = (byte)polarity;
            times[i] = tail & 0xff_ffff;
            block = block[SlayerFormat.RecordBytes..];
        }

        return suspicious >= 0;
    }

    private protected override void DecodeCarefully(ReadOnlySpan<byte> block, long offset, EventBuffer into)
    {
        for (; !block.IsEmpty; block = block[SlayerFormat.RecordBytes..], offset += SlayerFormat.RecordBytes)
        {
            uint head = BinaryPrimitives.ReadUInt32BigEndian(block);
            int x = (int)(head >> 20), y = (int)((head >> 8) & 0xfff), polarity = (int)(head & 0xff);
            if (polarity > 1)
            {
                Damaged(offset + 3, "polarity 0 or 1", $"{polarity}", "the file is damaged or not of this format", SlayerFormat.RecordBytes);
            }
            else if (!_sensor.Contains(x, y))
            {
                LeaveOut(offset, x, y, _sensor);
            }
            else
            {
                into.Add(BinaryPrimitives.ReadUInt32BigEndian(block[3..]) & 0xff_ffff, (ushort)x, (ushort)y, (byte)polarity);
                Tally.Events++;
            }
        }
    }
}

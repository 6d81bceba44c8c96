using System.Buffers.Binary;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Server;

/// <summary>Packed events without a header, 13 bytes each, little-endian: microseconds (64 bits), x (16), y (16), 1 for ON and 0 for OFF (8); a layout of the program faery.</summary>
internal sealed class PackedReader : BlockReader
{
    /// <summary>Bytes of an event.</summary>
    public const int RecordBytes = 13;

    private const int X = 8, Y = 10, Polarity = 12;

    public PackedReader(ReadOptions options)
        : base(options) => Wanted = RecordBytes;

    /// <inheritdoc/>
    protected override string Awaited => "a packed event of 13 bytes";

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        int taken = 0;
        for (; bytes.Length - taken >= RecordBytes; taken += RecordBytes)
        {
            var record = bytes.Slice(taken, RecordBytes);
            long time = BinaryPrimitives.ReadInt64LittleEndian(record);
            if (time < 0 || record[Polarity] > 1)
                throw new EventFormatException(Options.Path, Offset + taken, "a time below 2^63 and a polarity of 0 or 1", "bytes that are no packed event");
            into.Add(time, BinaryPrimitives.ReadUInt16LittleEndian(record[X..]), BinaryPrimitives.ReadUInt16LittleEndian(record[Y..]), record[Polarity]);
            Tally.Events++;
        }

        return taken;
    }
}

using System.Buffers.Binary;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat2;

/// <summary>
/// Writes AEDAT 2: the DVS128's addresses where the sensor fits 128x128, else those of a DAVIS, named in the header so that
/// readers choose the same.
/// </summary>
internal sealed class Aedat2Writer : EventWriter
{
    private const int RecordBytes = 8;
    private const int RoomRecords = 1024;

    private readonly AddressBits _bits;
    private bool _begun;

    /// <summary>A writer for one recording.</summary>
    /// <exception cref="EventWriteException">No address layout holds the sensor.</exception>
    public Aedat2Writer(Stream stream, WriteOptions options)
        : base(stream, Aedat2Format.Instance, Narrowed(options))
    {
        Layout = LayoutFor(options);
        _bits = AddressBits.Of(Layout);
    }

    private AddressLayout Layout { get; }

    /// <inheritdoc/>
    protected override void Encode(EventSlice events)
    {
        Begin();
        for (int first = 0; first < events.Count; first += RoomRecords)
        {
            int count = Math.Min(RoomRecords, events.Count - first);
            var room = Room(count * RecordBytes);
            for (int i = 0; i < count; i++)
            {
                uint polarity = events.Polarities[first + i] == 1 ? _bits.OnBit : 1 - _bits.OnBit;
                uint address = ((uint)events.X[first + i] << _bits.ShiftX) | ((uint)events.Y[first + i] << _bits.ShiftY) | (polarity << _bits.ShiftPolarity);
                BinaryPrimitives.WriteUInt32BigEndian(room[(i * RecordBytes)..], address);
                BinaryPrimitives.WriteUInt32BigEndian(room[(i * RecordBytes + 4)..], (uint)events.Times[first + i]);
            }

            Advance(count * RecordBytes);
        }
    }

    /// <inheritdoc/>
    protected override void End() => Begin();

    private static AddressLayout LayoutFor(WriteOptions options) => options.Sensor switch
    {
        null or { Width: <= 128, Height: <= 128 } => AddressLayout.Dvs128,
        { Width: <= 240, Height: <= 180 } => AddressLayout.Davis240,
        { Width: <= 346, Height: <= 260 } => AddressLayout.Davis346,
        { } sensor => throw new EventWriteException(options.Path, -1, $"aedat2 holds sensors of up to 346x260 (DAVIS346), this one is {sensor}; crop or downsample first"),
    };

    private static WriteOptions Narrowed(WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { Sensor = options.Sensor ?? AddressBits.Of(LayoutFor(options)).Sensor };
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        string chip = Layout switch { AddressLayout.Dvs128 => "DVS128", AddressLayout.Davis240 => "Davis240C", _ => "Davis346B" };
        Put(System.Text.Encoding.ASCII.GetBytes(
            "#!AER-DAT2.0\r\n# This is a raw AE data file - do not edit\r\n# Data format is int32 address, int32 timestamp (8 bytes total), repeated for each event\r\n"
            + $"# Timestamps tick is 1 us\r\n# AEChip: {chip}\r\n#{Aedat2Header.EndMark}\r\n"));
    }
}

using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat2;

/// <summary>The bits of an address, as data; one loop decodes all layouts.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="ShiftX">Lowest bit of the field that gives the column.</param>
/// <param name="MaskX">Its mask after the shift.</param>
/// <param name="FlipX">Exclusive-or that mirrors the column; 0 for none.</param>
/// <param name="ShiftY">Lowest bit of the field that gives the row.</param>
/// <param name="MaskY">Its mask after the shift.</param>
/// <param name="FlipY">Exclusive-or that mirrors the row; 0 for none.</param>
/// <param name="ShiftPolarity">Bit of the polarity.</param>
/// <param name="OnBit">Its value for ON.</param>
/// <param name="Special">Bits that mark a record that is no event.</param>
/// <param name="Sample">Bits that mark a sample of an image.</param>
internal sealed record AddressBits(
    SensorSize Sensor, int ShiftX, uint MaskX, uint FlipX, int ShiftY, uint MaskY, uint FlipY, int ShiftPolarity, uint OnBit, uint Special, uint Sample)
{
    private static readonly AddressBits _dvs128 = new(new(128, 128), 1, 0x7f, 0, 8, 0x7f, 0, 0, 0, 0x8000, 0);
    private static readonly AddressBits _davis = new(new(240, 180), 12, 0x3ff, 0, 22, 0x1ff, 0, 11, 1, 1 << 10, 1u << 31);

    /// <summary>The bits of a layout.</summary>
    public static AddressBits Of(AddressLayout layout) => layout switch
    {
        AddressLayout.Dvs128 => _dvs128,
        AddressLayout.Cifar10Dvs => _dvs128 with { ShiftX = 8, FlipX = 0x7f, ShiftY = 1, FlipY = 0x7f },
        AddressLayout.Davis240 => _davis,
        AddressLayout.Davis346 => _davis with { Sensor = new(346, 260) },
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "no such address layout"),
    };
}

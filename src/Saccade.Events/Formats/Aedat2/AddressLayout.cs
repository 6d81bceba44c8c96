using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat2;

/// <summary>How the bits of an AEDAT 1 or 2 address mean a pixel; cameras and data sets differ, and the files rarely say.</summary>
public enum AddressLayout
{
    /// <summary>
    /// DVS128, 128x128: bit 0 polarity (0 is ON), bits 1-7 x, bits 8-14 y, bit 15 special. Coordinates as they are; jAER draws
    /// them from the lower left.
    /// </summary>
    Dvs128 = 0,

    /// <summary>CIFAR10-DVS as SpikingJelly reads it since 2021: the DVS128's bits with x = 127 - raw y, y = 127 - raw x; upright images.</summary>
    Cifar10Dvs = 1,

    /// <summary>
    /// DAVIS240, 240x180: bit 31 image sample, bits 22-30 y, bits 12-21 x, bit 11 polarity (1 is ON), bit 10 special.
    /// Coordinates as they are.
    /// </summary>
    Davis240 = 2,

    /// <summary>DAVIS346, 346x260: the bits of <see cref="Davis240"/>.</summary>
    Davis346 = 3,
}

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

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

using Saccade.Events.Model;

namespace Saccade.Events.Sources;

/// <summary>How far packed bytes may expand: recordings pack to a half or a tenth; a small file that becomes gigabytes is none.</summary>
internal static class UnpackLimit
{
    private const long FreeBytes = 64L << 20;
    private const int Ratio = 16;

    /// <summary>Most bytes that so many packed ones may become.</summary>
    public static long Of(long packedBytes) => FreeBytes + Ratio * Math.Clamp(packedBytes, 0, (long.MaxValue - FreeBytes) / Ratio);

    /// <summary>Refuses what would become too large, before any of it is unpacked.</summary>
    /// <exception cref="EventFormatException">It expands beyond the limit.</exception>
    public static void Check(long packedBytes, long unpackedBytes, string path)
    {
        if (unpackedBytes > Of(packedBytes))
        {
            throw new EventFormatException(
                path, 0, $"at most {Of(packedBytes)} bytes of {packedBytes} packed ones (64 MiB, and {Ratio} for each)", $"{unpackedBytes}", "if it is a recording, unpack it with its own tools");
        }
    }
}

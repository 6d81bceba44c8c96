using System.Runtime.InteropServices;

namespace Saccade.Kernels.Memory;

/// <summary>Managed arrays whose useful part starts at a multiple of 64 bytes, the length of a cache line and of the widest vector.</summary>
internal static class AlignedArray
{
    private const int Alignment = 64;

    /// <summary>Allocates an array that the garbage collector does not move; its contents are arbitrary.</summary>
    /// <param name="length">Number of useful floats, at least 0.</param>
    /// <returns>The array, somewhat longer, and the index of the first useful float.</returns>
    public static (float[] Array, int Start) Allocate(int length)
    {
        float[] array = GC.AllocateUninitializedArray<float>(length + Alignment / sizeof(float), pinned: true);
        long misaligned = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Alignment;
        return (array, (int)((Alignment - misaligned) % Alignment / sizeof(float)));
    }
}

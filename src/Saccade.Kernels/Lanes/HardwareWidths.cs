using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saccade.Kernels.Lanes;

/// <summary>The widths that this CPU has registers for.</summary>
internal readonly struct HardwareWidths : ILaneWidths
{
    /// <summary>The widest of them: 16, 8, 4 or 1.</summary>
    public static int Widest => Use16 ? 16 : Use8 ? 8 : Use4 ? 4 : 1;

    public static bool Use16
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated;
    }

    public static bool Use8
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.IsHardwareAccelerated;
    }

    public static bool Use4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.IsHardwareAccelerated;
    }
}

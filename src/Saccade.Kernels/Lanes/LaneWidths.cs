using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Saccade.Kernels.Lanes;

/// <summary>Which lane widths a traversal may use; the tests substitute their own to force one.</summary>
internal interface ILaneWidths
{
    static abstract bool Use16 { get; }

    static abstract bool Use8 { get; }

    static abstract bool Use4 { get; }
}

/// <summary>The width of the vectors that kernels use, for those who report about the machine.</summary>
internal static class LaneWidth
{
    /// <summary>Float32 values in the widest register that this processor has: 16, 8, 4 or 1.</summary>
    public static int Widest => HardwareWidths.Widest;
}

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

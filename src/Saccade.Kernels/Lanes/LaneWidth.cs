using System.Runtime.Intrinsics;

namespace Saccade.Kernels.Lanes;

/// <summary>The number of lanes that kernels use: float32 values in one vector register.</summary>
public static class LaneWidth
{
    /// <summary>The widest lanes that this processor has in hardware: 16, 8, 4 or 1.</summary>
    public static int Widest
        => Vector512.IsHardwareAccelerated ? 16
            : Vector256.IsHardwareAccelerated ? 8
            : Vector128.IsHardwareAccelerated ? 4
            : 1;
}

namespace Saccade.Kernels.Lanes;

/// <summary>The width of the vectors that kernels use, for those who report about the machine.</summary>
public static class LaneWidth
{
    /// <summary>Float32 values in the widest register that this processor has: 16, 8, 4 or 1.</summary>
    public static int Widest => HardwareWidths.Widest;
}

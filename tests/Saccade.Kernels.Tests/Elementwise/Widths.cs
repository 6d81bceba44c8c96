using Saccade.Kernels.Lanes;
using Saccade.TestKit;

namespace Saccade.Kernels.Tests.Elementwise;

/// <summary>A call of a kernel with forced lane widths.</summary>
internal interface IWidthRun
{
    float[] Run<TWidths>()
        where TWidths : struct, ILaneWidths;
}

/// <summary>Runs a kernel over 1, 4, 8 and 16 lanes, whatever the CPU has registers for.</summary>
internal static class Widths
{
    /// <summary>Fails unless every width gives the same bits, and returns them.</summary>
    public static float[] SameBits(IWidthRun run, string what = "")
    {
        float[] expected = run.Run<Only1>();
        Close.SameBits(expected, run.Run<Only4>(), what + " at 4 lanes");
        Close.SameBits(expected, run.Run<Only8>(), what + " at 8 lanes");
        Close.SameBits(expected, run.Run<Only16>(), what + " at 16 lanes");
        Close.SameBits(expected, run.Run<HardwareWidths>(), what + " at the widths of this CPU");
        return expected;
    }

    public readonly struct Only1 : ILaneWidths
    {
        public static bool Use16 => false;

        public static bool Use8 => false;

        public static bool Use4 => false;
    }

    public readonly struct Only4 : ILaneWidths
    {
        public static bool Use16 => false;

        public static bool Use8 => false;

        public static bool Use4 => true;
    }

    public readonly struct Only8 : ILaneWidths
    {
        public static bool Use16 => false;

        public static bool Use8 => true;

        public static bool Use4 => false;
    }

    public readonly struct Only16 : ILaneWidths
    {
        public static bool Use16 => true;

        public static bool Use8 => false;

        public static bool Use4 => false;
    }
}

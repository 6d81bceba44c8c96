using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The layout that the spike-sparse convolution reads weights in: panels of as many output channels as its registers
/// hold, each panel [depth, columns], missing columns zero. The row of one input is one piece of memory.
/// </summary>
internal static class SparseWeight
{
    /// <summary>Vectors of a panel at most: sums of one output pixel that stay in registers.</summary>
    private const int MostVectors = 8;

    /// <summary>Output channels per panel on this processor: 1, 2, 4 or 8 vectors.</summary>
    public static int Columns(in ConvolutionShape shape) => Columns(shape, HardwareWidths.Widest);

    /// <summary>Number of panels: tasks that can be done apart.</summary>
    public static int Panels(in ConvolutionShape shape) => Panels(shape, Columns(shape));

    /// <summary>Floats of a packed weight.</summary>
    public static int Length(in ConvolutionShape shape) => Panels(shape) * Columns(shape) * shape.Depth;

    /// <summary>Packs a weight [KH, KW, Cin, Cout] of one group.</summary>
    public static void Pack(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed)
    {
        for (int panel = 0; panel < Panels(shape); panel++)
            PackPanel(shape, weight, packed, panel);
    }

    /// <summary>Packs the panel numbered <paramref name="panel"/> of a weight [KH, KW, Cin, Cout] of one group.</summary>
    public static void PackPanel(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed, int panel)
        => PackPanel(shape, weight, packed, panel, Columns(shape));

    internal static int Columns(in ConvolutionShape shape, int widest)
    {
        int vectors = 1;
        while (vectors < MostVectors && vectors * widest < shape.OutputChannels)
            vectors *= 2;
        return vectors * widest;
    }

    internal static int Panels(in ConvolutionShape shape, int columns) => (shape.OutputChannels + columns - 1) / columns;

    internal static void PackPanel(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed, int panel, int columns)
    {
        int first = panel * columns, valid = Math.Min(columns, shape.OutputChannels - first);
        var target = packed.Slice(first * shape.Depth, columns * shape.Depth);
        for (int k = 0; k < shape.Depth; k++)
        {
            var line = target.Slice(k * columns, columns);
            weight.Slice(k * shape.OutputChannels + first, valid).CopyTo(line);
            line[valid..].Clear();
        }
    }
}

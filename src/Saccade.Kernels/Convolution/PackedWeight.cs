using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// The layout that the register tile reads weights in: per group, panels of as many output channels as a tile is wide,
/// each panel [depth, columns], missing columns zero.
/// </summary>
internal static class PackedWeight
{
    /// <summary>Vectors across a tile.</summary>
    internal const int VectorsPerPanel = 2;

    /// <summary>Output channels per panel on this processor.</summary>
    public static int PanelColumns => VectorsPerPanel * HardwareWidths.Widest;

    /// <summary>Floats of a packed weight.</summary>
    public static int Length(in ConvolutionShape shape) => Length(shape, PanelColumns);

    /// <summary>Packs a weight [KH, KW, Cin / groups, Cout].</summary>
    public static void Pack(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed)
        => Pack(shape, weight, packed, PanelColumns);

    /// <summary>Number of panels of all groups: parts that can be packed apart.</summary>
    public static int Panels(in ConvolutionShape shape) => shape.Groups * Panels(shape, PanelColumns);

    /// <summary>Packs the panel numbered <paramref name="panel"/> of a weight [KH, KW, Cin / groups, Cout].</summary>
    public static void PackPanel(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed, int panel)
        => PackPanel(shape, weight, packed, panel, PanelColumns);

    /// <summary>
    /// Packs a panel of the weight of the input gradient's convolution <paramref name="back"/>, w'[kh, kw, co, ci] =
    /// w[KH-1-kh, KW-1-kw, ci, co], for one group.
    /// </summary>
    /// <param name="back">The input gradient's convolution, see <see cref="ConvolutionPlan.ForInputGradient"/>.</param>
    /// <param name="weight">[KH, KW, Cin, Cout] of the convolution itself.</param>
    /// <param name="packed">The whole packed weight.</param>
    /// <param name="panel">Which panel: <see cref="PanelColumns"/> input channels.</param>
    public static void PackFlipped(in ConvolutionShape back, ReadOnlySpan<float> weight, Span<float> packed, int panel)
    {
        int columns = PanelColumns, inputs = back.OutputChannels, outputs = back.InputChannels, taps = back.KernelHeight * back.KernelWidth;
        int first = panel * columns, valid = Math.Min(columns, inputs - first);
        var target = packed.Slice(first * back.Depth, columns * back.Depth);
        for (int tap = 0; tap < taps; tap++)
        {
            var block = target.Slice(tap * outputs * columns, outputs * columns);
            if (valid < columns)
                block.Clear();
            for (int c = 0; c < valid; c++)
            {
                var row = weight.Slice(((taps - 1 - tap) * inputs + first + c) * outputs, outputs);
                for (int co = 0, at = c; co < row.Length; co++, at += columns)
                    block[at] = row[co];
            }
        }
    }

    /// <summary>
    /// Writes the weight of the input gradient's convolution, unpacked: w'[kh, kw, co, ci] =
    /// w[KH-1-kh, KW-1-kw, ci, co], within each group.
    /// </summary>
    public static void FlipTranspose(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> flipped)
    {
        int inputs = shape.GroupInputs, outputs = shape.GroupOutputs, taps = shape.KernelHeight * shape.KernelWidth;
        for (int tap = 0; tap < taps; tap++)
        {
            for (int group = 0; group < shape.Groups; group++)
            {
                var source = weight.Slice((taps - 1 - tap) * inputs * shape.OutputChannels);
                var target = flipped.Slice(tap * outputs * shape.InputChannels);
                for (int ci = 0; ci < inputs; ci++)
                {
                    for (int co = 0; co < outputs; co++)
                        target[co * shape.InputChannels + group * inputs + ci] = source[ci * shape.OutputChannels + group * outputs + co];
                }
            }
        }
    }

    internal static int Length(in ConvolutionShape shape, int columns)
        => shape.Groups * Panels(shape, columns) * columns * shape.Depth;

    internal static int Panels(in ConvolutionShape shape, int columns) => (shape.GroupOutputs + columns - 1) / columns;

    internal static void Pack(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed, int columns)
    {
        for (int panel = 0; panel < shape.Groups * Panels(shape, columns); panel++)
            PackPanel(shape, weight, packed, panel, columns);
    }

    private static void PackPanel(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed, int panel, int columns)
    {
        int panels = Panels(shape, columns), first = panel % panels * columns;
        int valid = Math.Min(columns, shape.GroupOutputs - first), start = panel / panels * shape.GroupOutputs + first;
        var target = packed.Slice(panel * columns * shape.Depth, columns * shape.Depth);
        for (int k = 0; k < shape.Depth; k++)
        {
            var line = target.Slice(k * columns, columns);
            weight.Slice(k * shape.OutputChannels + start, valid).CopyTo(line);
            line[valid..].Clear();
        }
    }
}

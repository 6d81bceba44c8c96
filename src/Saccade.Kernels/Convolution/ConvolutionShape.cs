namespace Saccade.Kernels.Convolution;

/// <summary>
/// Extents of a two-dimensional convolution on channels-last images: input [images, H, W, Cin], weight
/// [KH, KW, Cin / groups, Cout], output [images, OH, OW, Cout].
/// </summary>
/// <param name="Height">H, rows of an input image; at least 1.</param>
/// <param name="Width">W, columns of an input image; at least 1.</param>
/// <param name="InputChannels">Cin; at least 1, a multiple of <paramref name="Groups"/>.</param>
/// <param name="OutputChannels">Cout; at least 1, a multiple of <paramref name="Groups"/>.</param>
/// <param name="KernelHeight">KH; at least 1.</param>
/// <param name="KernelWidth">KW; at least 1.</param>
/// <param name="Stride">Step between output pixels in input pixels, both axes; at least 1.</param>
/// <param name="Padding">Zeros around the image on every side; from 0 to the smaller kernel extent less 1.</param>
/// <param name="Groups">Number of groups that do not mix channels; <see cref="InputChannels"/> for depthwise.</param>
public readonly record struct ConvolutionShape(
    int Height,
    int Width,
    int InputChannels,
    int OutputChannels,
    int KernelHeight,
    int KernelWidth,
    int Stride = 1,
    int Padding = 0,
    int Groups = 1)
{
    /// <summary>OH, rows of an output image.</summary>
    public int OutputHeight => (Height + 2 * Padding - KernelHeight) / Stride + 1;

    /// <summary>OW, columns of an output image.</summary>
    public int OutputWidth => (Width + 2 * Padding - KernelWidth) / Stride + 1;

    /// <summary>Cin / groups: the input channels that one output channel sees.</summary>
    public int GroupInputs => InputChannels / Groups;

    /// <summary>Cout / groups.</summary>
    public int GroupOutputs => OutputChannels / Groups;

    /// <summary>Number of terms in one output: KH * KW * Cin / groups.</summary>
    public int Depth => KernelHeight * KernelWidth * GroupInputs;

    /// <summary>Floats of an input image.</summary>
    public int InputSize => Height * Width * InputChannels;

    /// <summary>Floats of an output image.</summary>
    public int OutputSize => OutputHeight * OutputWidth * OutputChannels;

    /// <summary>Floats of the weight.</summary>
    public int WeightSize => Depth * OutputChannels;

    /// <summary>Every group is one channel in and one channel out.</summary>
    public bool IsDepthwise => Groups > 1 && GroupInputs == 1 && GroupOutputs == 1;

    /// <summary>A matrix product on pixels: kernel 1x1, stride 1, no padding.</summary>
    public bool IsPointwise => KernelHeight == 1 && KernelWidth == 1 && Stride == 1 && Padding == 0;

    /// <summary>Multiplications of one output image of a dense convolution, for throughput figures.</summary>
    public long MultiplyAdds => (long)OutputHeight * OutputWidth * OutputChannels * Depth;

    /// <summary>What is wrong with the extents in one sentence, or null.</summary>
    public string? Problem()
    {
        if (Height < 1 || Width < 1 || InputChannels < 1 || OutputChannels < 1 || KernelHeight < 1 || KernelWidth < 1 || Stride < 1 || Groups < 1)
            return $"every extent must be at least 1, got {this}";
        if (InputChannels % Groups != 0 || OutputChannels % Groups != 0)
            return $"{InputChannels} input and {OutputChannels} output channels do not divide into {Groups} groups";
        if (Padding < 0 || Padding >= Math.Min(KernelHeight, KernelWidth))
            return $"padding {Padding} must be at least 0 and smaller than the kernel {KernelHeight}x{KernelWidth}";
        if ((Int128)KernelHeight * KernelWidth * GroupInputs * OutputChannels > Array.MaxLength)
            return $"the weight {KernelHeight}x{KernelWidth}x{GroupInputs}x{OutputChannels} has more than {Array.MaxLength} elements";
        if (Height + 2 * Padding < KernelHeight || Width + 2 * Padding < KernelWidth)
            return $"the kernel {KernelHeight}x{KernelWidth} is larger than the padded input {Height + 2 * Padding}x{Width + 2 * Padding} (axes H, W)";
        return null;
    }
}

namespace Saccade.Kernels.Convolution;

/// <summary>
/// What can be computed from the extents alone: where each output pixel's window starts in a padded image, and which
/// runs of consecutive floats the window consists of. Immutable; made once per layer and shared by all threads.
/// </summary>
public sealed class ConvolutionPlan
{
    /// <summary>Plans a convolution.</summary>
    /// <exception cref="ArgumentException">The extents do not make a convolution.</exception>
    public ConvolutionPlan(ConvolutionShape shape)
    {
        if (shape.Problem() is { } problem)
            throw new ArgumentException("convolution: " + problem, nameof(shape));

        Shape = shape;
        PaddedHeight = shape.Height + 2 * shape.Padding;
        PaddedWidth = shape.Width + 2 * shape.Padding;
        WindowOffsets = new int[shape.OutputHeight * shape.OutputWidth];
        for (int i = 0; i < WindowOffsets.Length; i++)
        {
            int oh = i / shape.OutputWidth, ow = i % shape.OutputWidth;
            WindowOffsets[i] = (oh * PaddedWidth + ow) * shape.Stride * shape.InputChannels;
        }

        // Channels last: the taps of one kernel row are one run, unless groups leave gaps between them.
        bool gaps = shape.Groups > 1;
        RunLength = gaps ? shape.GroupInputs : shape.KernelWidth * shape.InputChannels;
        RunOffsets = new int[shape.Depth / RunLength];
        for (int i = 0; i < RunOffsets.Length; i++)
        {
            int kh = gaps ? i / shape.KernelWidth : i, kw = gaps ? i % shape.KernelWidth : 0;
            RunOffsets[i] = (kh * PaddedWidth + kw) * shape.InputChannels;
        }
    }

    /// <summary>The extents.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>H + 2 p.</summary>
    public int PaddedHeight { get; }

    /// <summary>W + 2 p.</summary>
    public int PaddedWidth { get; }

    /// <summary>Floats of a padded input image.</summary>
    public int PaddedSize => PaddedHeight * PaddedWidth * Shape.InputChannels;

    /// <summary>For each output pixel, the first float of its window in a padded image.</summary>
    internal int[] WindowOffsets { get; }

    /// <summary>Start of each run of consecutive floats, relative to the window, in the order of the weight's rows.</summary>
    internal int[] RunOffsets { get; }

    /// <summary>Floats in each run.</summary>
    internal int RunLength { get; }

    /// <summary>
    /// The convolution that computes the input gradient: stride 1, no padding, over the output gradient spread out by
    /// <see cref="Spread"/>, with the weight flipped and transposed.
    /// </summary>
    public ConvolutionPlan ForInputGradient() => new(new ConvolutionShape(
        Shape.Height + Shape.KernelHeight - 1,
        Shape.Width + Shape.KernelWidth - 1,
        Shape.OutputChannels,
        Shape.InputChannels,
        Shape.KernelHeight,
        Shape.KernelWidth,
        Groups: Shape.Groups));

    /// <summary>Copies an image [H, W, Cin] into the middle of zeros: [H + 2p, W + 2p, Cin].</summary>
    public void Pad(ReadOnlySpan<float> image, Span<float> padded)
    {
        Place(image, Shape.Height, Shape.Width, Shape.InputChannels, Shape.Padding, Shape.Padding, 1, PaddedHeight, PaddedWidth, padded);
    }

    /// <summary>
    /// Places an output gradient [OH, OW, Cout] on zeros [H + KH - 1, W + KW - 1, Cout], its pixels <c>stride</c> apart,
    /// so that every input pixel's gradient is a window of it.
    /// </summary>
    public void Spread(ReadOnlySpan<float> outputGradient, Span<float> spread)
    {
        Place(
            outputGradient,
            Shape.OutputHeight,
            Shape.OutputWidth,
            Shape.OutputChannels,
            Shape.KernelHeight - 1 - Shape.Padding,
            Shape.KernelWidth - 1 - Shape.Padding,
            Shape.Stride,
            Shape.Height + Shape.KernelHeight - 1,
            Shape.Width + Shape.KernelWidth - 1,
            spread);
    }

    /// <summary>Floats that <see cref="Spread(ReadOnlySpan{float}, Span{float})"/> writes.</summary>
    public int SpreadSize => (Shape.Height + Shape.KernelHeight - 1) * (Shape.Width + Shape.KernelWidth - 1) * Shape.OutputChannels;

    private static void Place(
        ReadOnlySpan<float> source, int height, int width, int channels, int top, int left, int stride, int targetHeight, int targetWidth, Span<float> target)
    {
        if (stride > 1)
            target.Clear();
        int row = targetWidth * channels;
        target[..(top * row)].Clear();
        for (int h = 0; h < height; h++)
        {
            var line = target.Slice((top + h * stride) * row, row);
            var from = source.Slice(h * width * channels, width * channels);
            if (stride == 1)
            {
                line[..(left * channels)].Clear();
                from.CopyTo(line[(left * channels)..]);
                line[((left + width) * channels)..].Clear();
                continue;
            }

            for (int w = 0; w < width; w++)
                from.Slice(w * channels, channels).CopyTo(line[((left + w * stride) * channels)..]);
        }

        int used = Math.Min(targetHeight, top + (height - 1) * stride + 1);
        target[(used * row)..(targetHeight * row)].Clear();
    }
}

using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// Convolution whose work is proportional to the input elements that are not 0: for each output pixel, the weight rows
/// of the active inputs in its window are added. Groups are not supported; <see cref="Supports"/> says so.
/// </summary>
/// <remarks>Same bits as <seealso cref="DenseConvolution"/> and <seealso cref="ConvolutionReference"/> for finite weights.</remarks>
public static unsafe class SparseConvolution
{
    /// <summary>Whether this path can compute the convolution.</summary>
    public static bool Supports(in ConvolutionShape shape) => shape.Groups == 1;

    /// <summary>Collects an image [H, W, Cin] as rows of pixels for <see cref="Forward"/>.</summary>
    public static void Collect(in ConvolutionShape shape, ReadOnlySpan<float> image, NonZeros inputs)
        => inputs.Fill(image[..shape.InputSize], shape.Height * shape.Width, shape.OutputChannels);

    /// <summary>Computes output pixels [<paramref name="begin"/>, <paramref name="end"/>) of one image.</summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="inputs">The image, see <see cref="Collect"/>.</param>
    /// <param name="weight">[KH, KW, Cin, Cout], not packed.</param>
    /// <param name="bias">[Cout], or empty.</param>
    /// <param name="output">The whole output image [OH, OW, Cout].</param>
    /// <param name="begin">First output pixel.</param>
    /// <param name="end">One past the last output pixel.</param>
    public static void Forward(
        ConvolutionPlan plan, NonZeros inputs, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int begin, int end)
    {
        var s = plan.Shape;
        ArgumentOutOfRangeException.ThrowIfLessThan(weight.Length, s.WeightSize, nameof(weight));
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, s.OutputSize, nameof(output));
        int taps = s.KernelHeight * s.KernelWidth;
        int* begins = stackalloc int[taps];
        int* ends = stackalloc int[taps];
        int* shifts = stackalloc int[taps];
        fixed (int* offsets = inputs.Columns, starts = inputs.Starts)
        fixed (float* values = inputs.Values, w = weight, b = bias, y = output)
        {
            for (int pixel = begin; pixel < end; pixel++)
            {
                int ranges = Window(s, starts, pixel, begins, ends, shifts);
                var list = new GatherList(offsets, values, ranges, begins, ends, shifts);
                RowGather.Run(list, w, y + (long)pixel * s.OutputChannels, s.OutputChannels, accumulate: false, b);
            }
        }
    }

    /// <summary>The active inputs of one output pixel: one range per tap that lies inside the image and is not empty.</summary>
    private static int Window(in ConvolutionShape s, int* starts, int pixel, int* begins, int* ends, int* shifts)
    {
        int top = pixel / s.OutputWidth * s.Stride - s.Padding, left = pixel % s.OutputWidth * s.Stride - s.Padding;
        int ranges = 0, tapSize = s.InputChannels * s.OutputChannels;
        for (int kh = Math.Max(0, -top); kh < Math.Min(s.KernelHeight, s.Height - top); kh++)
        {
            for (int kw = Math.Max(0, -left); kw < Math.Min(s.KernelWidth, s.Width - left); kw++)
            {
                int input = (top + kh) * s.Width + left + kw;
                if (starts[input] == starts[input + 1])
                    continue;
                begins[ranges] = starts[input];
                ends[ranges] = starts[input + 1];
                shifts[ranges++] = (kh * s.KernelWidth + kw) * tapSize;
            }
        }

        return ranges;
    }
}

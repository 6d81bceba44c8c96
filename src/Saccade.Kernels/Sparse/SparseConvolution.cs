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

    /// <summary>
    /// Collects an image [H, W, Cin] for <see cref="Forward"/>: a row for each pixel, its columns counted on through the
    /// image's row, so that the active inputs that one row of the kernel sees are one range.
    /// </summary>
    public static void Collect(in ConvolutionShape shape, ReadOnlySpan<float> image, NonZeros inputs)
        => inputs.Fill(image[..shape.InputSize], shape.Height * shape.Width, shape.OutputChannels, shape.Width);

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
        fixed (int* offsets = inputs.Columns, starts = inputs.Starts)
        fixed (float* values = inputs.Values, w = weight, b = bias, y = output)
        {
            Pixels(s, offsets, values, starts, w, b, y, begin, end);
        }
    }

    private static void Pixels(in ConvolutionShape s, int* offsets, float* values, int* starts, float* weight, float* bias, float* output, int begin, int end)
    {
        int* begins = stackalloc int[s.KernelHeight];
        int* ends = stackalloc int[s.KernelHeight];
        int* shifts = stackalloc int[s.KernelHeight];
        int width = s.OutputWidth, columns = s.OutputChannels, row = begin / width, column = begin % width;
        for (int pixel = begin; pixel < end; pixel++)
        {
            int ranges = Window(s, starts, row * s.Stride - s.Padding, column * s.Stride - s.Padding, begins, ends, shifts);
            var list = new GatherList(offsets, values, ranges, begins, ends, shifts);
            RowGather.Run(list, weight, output + (long)pixel * columns, columns, accumulate: false, bias);
            if (++column == width)
                (row, column) = (row + 1, 0);
        }
    }

    /// <summary>
    /// The active inputs of the window at (top, left): one range for each row of the kernel that is inside the image and
    /// not empty.
    /// </summary>
    private static int Window(in ConvolutionShape s, int* starts, int top, int left, int* begins, int* ends, int* shifts)
    {
        int first = Math.Max(0, left), last = Math.Min(s.Width, left + s.KernelWidth);
        int bottom = Math.Min(s.KernelHeight, s.Height - top), ranges = 0, pixelSize = s.InputChannels * s.OutputChannels;
        for (int kh = Math.Max(0, -top); kh < bottom; kh++)
        {
            // Written in any case and kept if not empty: cheaper than a branch that follows the spikes.
            int* row = starts + (top + kh) * s.Width;
            begins[ranges] = row[first];
            ends[ranges] = row[last];
            shifts[ranges] = (kh * s.KernelWidth - left) * pixelSize;
            ranges += row[first] < row[last] ? 1 : 0;
        }

        return ranges;
    }
}

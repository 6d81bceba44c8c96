using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// Weight gradient of a convolution from the input elements that are not 0: for each input channel and tap, the output
/// gradients of the pixels that saw an active input are added; nothing is multiplied by 0. Groups are not supported.
/// </summary>
/// <remarks>
/// Pixels are added in order, image after image, as <seealso cref="DenseWeightGradient"/> does, with the same bits. The
/// output gradient is read from its spread form (<see cref="ConvolutionPlan.Spread(ReadOnlySpan{float}, Span{float})"/>),
/// where a tap is a constant shift and pixels outside the image are 0.
/// </remarks>
public static unsafe class SparseWeightGradient
{
    /// <summary>Input pixels collected at a time, so that their gradients stay in the second-level cache.</summary>
    public const int BandPixels = 256;

    /// <summary>Number of bands that an image is cut into.</summary>
    public static int Bands(in ConvolutionShape shape) => (shape.Height * shape.Width + BandPixels - 1) / BandPixels;

    /// <summary>
    /// Collects one band of an image by channel: rows of <paramref name="inputs"/> are channels, columns are offsets of
    /// pixels in the spread output gradient.
    /// </summary>
    /// <param name="shape">The convolution, of one group.</param>
    /// <param name="image">The input image [H, W, Cin].</param>
    /// <param name="band">Which band, from 0 to <see cref="Bands"/> less 1.</param>
    /// <param name="inputs">Filled.</param>
    public static void Collect(in ConvolutionShape shape, ReadOnlySpan<float> image, int band, ChannelNonZeros inputs)
    {
        int first = band * BandPixels, last = Math.Min(first + BandPixels, shape.Height * shape.Width);
        inputs.Fill(image[(first * shape.InputChannels)..(last * shape.InputChannels)], first, shape.InputChannels, shape.Width, shape.Width + shape.KernelWidth - 1, shape.OutputChannels);
    }

    /// <summary>Adds what one band contributes to the rows of input channels [<paramref name="begin"/>, <paramref name="end"/>).</summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="inputs">The band, see <see cref="Collect"/>.</param>
    /// <param name="spread">The image's output gradient, spread out.</param>
    /// <param name="weightGradient">[KH, KW, Cin, Cout], accumulated into.</param>
    /// <param name="begin">First input channel.</param>
    /// <param name="end">One past the last input channel.</param>
    public static void Accumulate(ConvolutionPlan plan, ChannelNonZeros inputs, ReadOnlySpan<float> spread, Span<float> weightGradient, int begin, int end)
    {
        var s = plan.Shape;
        ArgumentOutOfRangeException.ThrowIfLessThan(spread.Length, plan.SpreadSize, nameof(spread));
        ArgumentOutOfRangeException.ThrowIfLessThan(weightGradient.Length, s.WeightSize, nameof(weightGradient));
        int spreadWidth = s.Width + s.KernelWidth - 1;
        fixed (int* offsets = inputs.Offsets, starts = inputs.Starts)
        fixed (float* values = inputs.Values, rows = spread, target = weightGradient)
        {
            for (int channel = begin; channel < end; channel++)
            {
                if (starts[channel] == starts[channel + 1])
                    continue;
                for (int tap = 0; tap < s.KernelHeight * s.KernelWidth; tap++)
                {
                    int kh = tap / s.KernelWidth, kw = tap % s.KernelWidth;
                    int shift = ((s.KernelHeight - 1 - kh) * spreadWidth + s.KernelWidth - 1 - kw) * s.OutputChannels;
                    var list = new GatherList(offsets, values, 1, starts + channel, starts + channel + 1, &shift);
                    float* row = target + ((long)tap * s.InputChannels + channel) * s.OutputChannels;
                    RowGather.Run(list, rows, row, s.OutputChannels, accumulate: true, null);
                }
            }
        }
    }
}

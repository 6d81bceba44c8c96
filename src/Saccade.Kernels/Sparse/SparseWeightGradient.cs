using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// Weight gradient of a convolution from the input elements that are not 0: for each input channel and tap, the output
/// gradients of the pixels that saw an active input are added; nothing is multiplied by 0. Groups are not supported.
/// </summary>
/// <remarks>
/// Pixels are added in order, image after image, as <seealso cref="DenseWeightGradient"/> does, with the same bits. The
/// output gradient is read from its spread form (<see cref="ConvolutionPlan.Spread(ReadOnlySpan{float}, Span{float})"/>),
/// where a tap is a constant shift and pixels outside the image are 0, cut into panels of channels; bands of an image are
/// small enough for a panel's part to stay in the first-level cache, and the sums of some channels in the second.
/// </remarks>
internal static unsafe class SparseWeightGradient
{
    /// <summary>Input pixels collected at a time.</summary>
    internal const int BandPixels = 128;

    /// <summary>Input channels whose sums are kept together while the images pass.</summary>
    public const int ChannelChunk = 32;

    /// <summary>Number of bands that an image is cut into, each of whole rows.</summary>
    public static int Bands(in ConvolutionShape shape) => (shape.Height + BandRows(shape) - 1) / BandRows(shape);

    /// <summary>Floats of an output gradient in panels.</summary>
    public static int SpreadLength(ConvolutionPlan plan)
        => plan.SpreadSize / plan.Shape.OutputChannels * SparseWeight.Columns(plan.Shape) * SparseWeight.Panels(plan.Shape);

    /// <summary>Floats of memory that <see cref="Accumulate"/> needs.</summary>
    public static int ScratchLength(in ConvolutionShape shape)
        => ChannelChunk * shape.KernelHeight * shape.KernelWidth * SparseWeight.Columns(shape);

    /// <summary>
    /// Collects one band of an image by channel: rows of <paramref name="inputs"/> are channels, columns are offsets of
    /// pixels in a panel of the spread output gradient.
    /// </summary>
    /// <param name="shape">The convolution, of one group.</param>
    /// <param name="image">The input image [H, W, Cin].</param>
    /// <param name="band">Which band, from 0 to <see cref="Bands"/> less 1.</param>
    /// <param name="inputs">Filled.</param>
    public static void Collect(in ConvolutionShape shape, ReadOnlySpan<float> image, int band, ChannelNonZeros inputs)
    {
        int rows = BandRows(shape), first = band * rows * shape.Width, last = Math.Min(first + rows * shape.Width, shape.Height * shape.Width);
        inputs.Fill(image[(first * shape.InputChannels)..(last * shape.InputChannels)], first, shape.InputChannels, shape.Width, shape.Width + shape.KernelWidth - 1, SparseWeight.Columns(shape));
    }

    /// <summary>Spreads an output gradient out and cuts it into panels: [panels, spread pixels, columns], missing columns zero.</summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="outputGradient">[OH, OW, Cout].</param>
    /// <param name="spread">Filled; see <see cref="SpreadLength"/>.</param>
    public static void Spread(ConvolutionPlan plan, ReadOnlySpan<float> outputGradient, Span<float> spread)
    {
        var s = plan.Shape;
        int columns = SparseWeight.Columns(s), size = plan.SpreadSize / s.OutputChannels * columns, width = s.Width + s.KernelWidth - 1;
        int top = s.KernelHeight - 1 - s.Padding, left = s.KernelWidth - 1 - s.Padding;
        spread.Clear();
        for (int panel = 0; panel < SparseWeight.Panels(s); panel++)
        {
            int channel = panel * columns, valid = Math.Min(columns, s.OutputChannels - channel);
            var target = spread.Slice(panel * size, size);
            for (int pixel = 0; pixel < s.OutputHeight * s.OutputWidth; pixel++)
            {
                int at = (top + pixel / s.OutputWidth * s.Stride) * width + left + pixel % s.OutputWidth * s.Stride;
                outputGradient.Slice(pixel * s.OutputChannels + channel, valid).CopyTo(target[(at * columns)..]);
            }
        }
    }

    /// <summary>Adds what some images contribute to one panel of output channels, for input channels [<paramref name="begin"/>, <paramref name="end"/>).</summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="inputs">The bands of the images, image after image, see <see cref="Collect"/>.</param>
    /// <param name="spread">The images' output gradients, see <see cref="Spread"/>.</param>
    /// <param name="scratch">Memory for sums, see <see cref="ScratchLength"/>.</param>
    /// <param name="weightGradient">[KH, KW, Cin, Cout], accumulated into.</param>
    /// <param name="panel">Which panel, from 0 to <see cref="SparseWeight.Panels(in ConvolutionShape)"/> less 1.</param>
    /// <param name="begin">First input channel.</param>
    /// <param name="end">One past the last input channel, at most <see cref="ChannelChunk"/> more.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says, or there are too many channels.</exception>
    public static void Accumulate(
        ConvolutionPlan plan, ReadOnlySpan<ChannelNonZeros> inputs, ReadOnlySpan<float> spread, Span<float> scratch, Span<float> weightGradient, int panel, int begin, int end)
    {
        var s = plan.Shape;
        ArgumentOutOfRangeException.ThrowIfLessThan(spread.Length, inputs.Length / Bands(s) * SpreadLength(plan), nameof(spread));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchLength(s), nameof(scratch));
        ArgumentOutOfRangeException.ThrowIfLessThan(weightGradient.Length, s.WeightSize, nameof(weightGradient));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end - begin, ChannelChunk, nameof(end));
        int columns = SparseWeight.Columns(s), size = plan.SpreadSize / s.OutputChannels * columns;
        Move(s, weightGradient, scratch, panel, begin, end, toScratch: true);
        fixed (float* rows = spread, sums = scratch)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                float* source = rows + (nint)(i / Bands(s)) * SpreadLength(plan) + (nint)panel * size;
                SparseGradientTile.Run(s, inputs[i], source, sums, columns, begin, end);
            }
        }

        Move(s, weightGradient, scratch, panel, begin, end, toScratch: false);
    }

    private static int BandRows(in ConvolutionShape shape) => Math.Max(1, BandPixels / shape.Width);

    /// <summary>Takes the sums so far out of the gradient, or puts them back: [taps, channels, columns].</summary>
    private static void Move(in ConvolutionShape s, Span<float> gradient, Span<float> scratch, int panel, int begin, int end, bool toScratch)
    {
        int columns = SparseWeight.Columns(s), channel = panel * columns, valid = Math.Min(columns, s.OutputChannels - channel);
        for (int tap = 0; tap < s.KernelHeight * s.KernelWidth; tap++)
        {
            for (int ci = begin; ci < end; ci++)
            {
                var outside = gradient.Slice((tap * s.InputChannels + ci) * s.OutputChannels + channel, valid);
                var inside = scratch.Slice((tap * (end - begin) + ci - begin) * columns, columns);
                if (toScratch)
                {
                    outside.CopyTo(inside);
                    inside[valid..].Clear();
                }
                else
                {
                    inside[..valid].CopyTo(outside);
                }
            }
        }
    }
}

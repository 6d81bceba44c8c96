using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// Weight gradient of a convolution from the input elements that are not 0: for each input channel and tap, the output
/// gradients of the pixels that saw an active input are added; nothing is multiplied by 0. Groups are not supported.
/// </summary>
/// <remarks>
/// Pixels are added in order, image after image, and shards as <seealso cref="DenseWeightGradient"/> does it, with the same bits. The
/// output gradient is read from its spread form (<see cref="ConvolutionPlan.Spread(ReadOnlySpan{float}, Span{float})"/>),
/// where a tap is a constant shift and pixels outside the image are 0, cut into panels of channels; bands of an image are
/// small enough for a panel's part to stay in the first-level cache, and the sums of some channels in the second. Small images of
/// a shard share a band, so that sums are read and written once for all of them.
/// </remarks>
internal static unsafe class SparseWeightGradient
{
    /// <summary>Input pixels collected at a time.</summary>
    internal const int BandPixels = 128;

    /// <summary>Input channels whose sums are kept together while the images pass.</summary>
    public const int ChannelChunk = 32;

    /// <summary>Whether the sums of all taps are kept in registers at once: for kernels 3x3, in panels of fewer output channels.</summary>
    public static bool TakesTapsTogether(in ConvolutionShape shape) => shape.KernelHeight == 3 && shape.KernelWidth == 3;

    /// <summary>Output channels of a panel on this processor.</summary>
    public static int Columns(in ConvolutionShape shape)
    {
        int widest = HardwareWidths.Widest, columns = SparseWeight.Columns(shape);
        return TakesTapsTogether(shape) ? Math.Min(columns, SparseGradientTaps.MostVectors(widest) * widest) : columns;
    }

    /// <summary>Number of panels: parts that can be computed apart.</summary>
    public static int Panels(in ConvolutionShape shape) => (shape.OutputChannels + Columns(shape) - 1) / Columns(shape);

    /// <summary>Pixels of a band on average.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="images">Images of a shard.</param>
    public static double PixelsOfBand(in ConvolutionShape shape, int images)
    {
        int pixels = shape.Height * shape.Width, together = ImagesOfBand(shape);
        return Math.Min(BandPixels, (double)pixels * images / ((images + together - 1) / together));
    }

    /// <summary>Cuts images into bands of about <see cref="BandPixels"/> pixels: whole rows of one image, or whole images of one shard.</summary>
    /// <param name="shape">The convolution, of one group.</param>
    /// <param name="stretch">The images.</param>
    /// <param name="bands">Filled, in order.</param>
    public static void Cut(in ConvolutionShape shape, in ShardStretch stretch, List<GradientBand> bands)
    {
        bands.Clear();
        int together = ImagesOfBand(shape), rows = Math.Max(1, BandPixels / shape.Width);
        foreach (var piece in stretch)
        {
            for (int image = piece.Begin; image < piece.End; image += together)
            {
                if (together > 1)
                    bands.Add(new GradientBand(image, Math.Min(together, piece.End - image), 0, shape.Height));
                for (int row = 0; together == 1 && row < shape.Height; row += rows)
                    bands.Add(new GradientBand(image, 1, row, Math.Min(rows, shape.Height - row)));
            }
        }
    }

    /// <summary>Floats of an output gradient in panels.</summary>
    public static int SpreadLength(ConvolutionPlan plan)
        => plan.SpreadSize / plan.Shape.OutputChannels * Columns(plan.Shape) * Panels(plan.Shape);

    /// <summary>Floats of memory for the sums of one input channel and one panel: those of the shards that are not yet added.</summary>
    public static int ScratchLength(in ConvolutionShape shape, in Shards shards) => ShardTree.Levels(shards.Count) * BlockLength(shape);

    /// <summary>
    /// Collects one band by channel: rows of <paramref name="inputs"/> are channels, columns are offsets of pixels in a panel of the spread
    /// output gradient of the band's first image.
    /// </summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="stretch">The images that the band is one of.</param>
    /// <param name="images">All images of the batch [H, W, Cin], in their own order.</param>
    /// <param name="band">Which band.</param>
    /// <param name="inputs">Filled.</param>
    public static void Collect(ConvolutionPlan plan, in ShardStretch stretch, ReadOnlySpan<float> images, GradientBand band, ChannelNonZeros inputs)
    {
        var s = plan.Shape;
        Span<PixelRun> runs = stackalloc PixelRun[band.Images];
        Fill(plan, stretch, band, runs);
        inputs.Fill(images, runs, s.InputChannels, s.Width, s.Width + s.KernelWidth - 1, Columns(s));
    }

    /// <summary>As <see cref="Collect(ConvolutionPlan, in ShardStretch, ReadOnlySpan{float}, GradientBand, ChannelNonZeros)"/>, of spikes; the input channels are whole words.</summary>
    public static void Collect(ConvolutionPlan plan, in ShardStretch stretch, SpikeSpan images, GradientBand band, ChannelNonZeros inputs)
    {
        var s = plan.Shape;
        Span<PixelRun> runs = stackalloc PixelRun[band.Images];
        Fill(plan, stretch, band, runs);
        inputs.Fill(images, runs, s.InputChannels, s.Width, s.Width + s.KernelWidth - 1, Columns(s));
    }

    /// <summary>The pixels of a band, image by image.</summary>
    private static void Fill(ConvolutionPlan plan, in ShardStretch stretch, GradientBand band, Span<PixelRun> runs)
    {
        var s = plan.Shape;
        int first = band.Row * s.Width;
        for (int i = 0; i < runs.Length; i++)
            runs[i] = new PixelRun(stretch.Shards.Row(stretch.First + band.First + i) * s.Height * s.Width + first, band.Rows * s.Width, first, i * SpreadLength(plan));
    }

    /// <summary>Spreads an output gradient out and cuts it into panels: [panels, spread pixels, columns], missing columns zero.</summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="outputGradient">[OH, OW, Cout].</param>
    /// <param name="spread">All panels, see <see cref="SpreadLength"/>; those asked for are filled.</param>
    /// <param name="begin">First panel.</param>
    /// <param name="end">One past the last panel.</param>
    public static void Spread(ConvolutionPlan plan, ReadOnlySpan<float> outputGradient, Span<float> spread, int begin, int end)
    {
        var s = plan.Shape;
        int columns = Columns(s), size = plan.SpreadSize / s.OutputChannels * columns, width = s.Width + s.KernelWidth - 1;
        int top = s.KernelHeight - 1 - s.Padding, left = s.KernelWidth - 1 - s.Padding;
        spread[(begin * size)..(end * size)].Clear();
        for (int panel = begin; panel < end; panel++)
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

    /// <summary>
    /// Adds what some images contribute to one panel of output channels, for input channels [<paramref name="begin"/>, <paramref name="end"/>). Images come in the order of
    /// <see cref="Shards"/>, some at a time; with the last the gradient is written.
    /// </summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="stretch">Which images are given.</param>
    /// <param name="bands">Their bands, see <see cref="Cut"/>.</param>
    /// <param name="inputs">What the bands hold, see <see cref="Collect(ConvolutionPlan, in ShardStretch, ReadOnlySpan{float}, GradientBand, ChannelNonZeros)"/>.</param>
    /// <param name="spread">The images' output gradients, see <see cref="Spread"/>.</param>
    /// <param name="scratch">The sums so far: <see cref="ScratchLength"/> for each input channel. Keep them for the images that follow.</param>
    /// <param name="weightGradient">[KH, KW, Cin, Cout]; this part is written with the last image.</param>
    /// <param name="panel">Which panel, from 0 to <see cref="Panels"/> less 1.</param>
    /// <param name="begin">First input channel.</param>
    /// <param name="end">One past the last input channel.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Accumulate(
        ConvolutionPlan plan,
        in ShardStretch stretch,
        ReadOnlySpan<GradientBand> bands,
        ReadOnlySpan<ChannelNonZeros> inputs,
        ReadOnlySpan<float> spread,
        Span<float> scratch,
        Span<float> weightGradient,
        int panel,
        int begin,
        int end)
    {
        var s = plan.Shape;
        int shards = stretch.Shards.Count, columns = Columns(s), size = plan.SpreadSize / s.OutputChannels * columns, length = SpreadLength(plan);
        int block = (end - begin) * BlockLength(s);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.Length, bands.Length, nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfLessThan(spread.Length, stretch.Count * length, nameof(spread));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ShardTree.Levels(shards) * block, nameof(scratch));
        ArgumentOutOfRangeException.ThrowIfLessThan(weightGradient.Length, s.WeightSize, nameof(weightGradient));
        int band = 0;
        foreach (var piece in stretch)
        {
            var sums = scratch.Slice(ShardTree.Level(piece.Shard) * block, block);
            if (piece.Opens)
                sums.Clear();
            fixed (float* rows = spread, sum = sums)
            {
                for (; band < bands.Length && bands[band].First < piece.End; band++)
                    SparseGradientTile.Run(s, inputs[band], rows + (nint)bands[band].First * length + (nint)panel * size, sum, columns, begin, end);
            }

            if (piece.Closes)
                ShardTree.Close(scratch, block, piece.Shard, shards);
        }

        if (stretch.IsLast)
            Write(s, scratch, weightGradient, panel, begin, end);
    }

    private static int ImagesOfBand(in ConvolutionShape shape) => Math.Max(1, BandPixels / (shape.Height * shape.Width));

    /// <summary>Floats of the sums of an input channel: [taps, columns].</summary>
    private static int BlockLength(in ConvolutionShape shape) => shape.KernelHeight * shape.KernelWidth * Columns(shape);

    /// <summary>Writes sums [channels, taps, columns] where they belong.</summary>
    private static void Write(in ConvolutionShape s, ReadOnlySpan<float> sums, Span<float> gradient, int panel, int begin, int end)
    {
        int columns = Columns(s), channel = panel * columns, valid = Math.Min(columns, s.OutputChannels - channel);
        int taps = s.KernelHeight * s.KernelWidth;
        for (int tap = 0; tap < taps; tap++)
        {
            for (int ci = begin; ci < end; ci++)
                sums.Slice(((ci - begin) * taps + tap) * columns, valid).CopyTo(gradient[((tap * s.InputChannels + ci) * s.OutputChannels + channel)..]);
        }
    }
}

/// <summary>A part of the pixels of a weight gradient that is small enough for the nearest cache.</summary>
/// <param name="First">First image, counted within the stretch.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Row">First row of pixels.</param>
/// <param name="Rows">Number of rows.</param>
internal readonly record struct GradientBand(int First, int Images, int Row, int Rows);

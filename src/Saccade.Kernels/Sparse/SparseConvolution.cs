using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// Convolution whose work is proportional to the input elements that are not 0: for each output pixel, the weight rows
/// of the active inputs in its window are added. Groups are not supported; <see cref="Supports"/> says so.
/// </summary>
/// <remarks>
/// Output channels are taken in panels of up to eight vectors (<see cref="SparseWeight"/>), whose sums registers hold, terms in blocks whose
/// weights stay in the first-level cache while many pixels, also of several images, pass; sums wait in the output
/// meanwhile, which is exact. Same bits as <seealso cref="DenseConvolution"/> and <seealso cref="ConvolutionReference"/> for
/// finite weights.
/// </remarks>
internal static unsafe class SparseConvolution
{
    /// <summary>Channels after which a list of active inputs can be cut.</summary>
    private const int ChunkChannels = 64;

    /// <summary>Pixels whose sums stay in the second-level cache while all terms pass.</summary>
    private const int PixelBlock = 256;

    /// <summary>Active inputs of a pixel that a block of terms should hold: fewer, and loading and storing sums costs more than it saves.</summary>
    internal const int EntriesPerBlock = 32;

    /// <summary>Whether this path can compute the convolution.</summary>
    public static bool Supports(in ConvolutionShape shape) => shape.Groups == 1;

    /// <summary>
    /// Collects an image [H, W, Cin] for <see cref="Forward"/>: a row for each chunk of channels of a pixel, its columns
    /// counted on through the image's row, so that the active inputs that one row of the kernel sees are one range.
    /// </summary>
    public static void Collect(in ConvolutionShape shape, ReadOnlySpan<float> image, NonZeros inputs)
        => Collect(shape, image, inputs, SparseWeight.Columns(shape));

    internal static void Collect(in ConvolutionShape shape, ReadOnlySpan<float> image, NonZeros inputs, int columns)
    {
        int chunks = Chunks(shape);
        inputs.Fill(image[..shape.InputSize], shape.Height * shape.Width * chunks, columns, shape.Width * chunks);
    }

    /// <summary>As <see cref="Collect(in ConvolutionShape, ReadOnlySpan{float}, NonZeros)"/>, of spikes; the input channels are whole words.</summary>
    public static void Collect(in ConvolutionShape shape, SpikeSpan image, NonZeros inputs)
    {
        int chunks = Chunks(shape);
        inputs.Fill(image.Slice(0, shape.InputSize), shape.Height * shape.Width * chunks, SparseWeight.Columns(shape), shape.Width * chunks);
    }

    /// <summary>Computes the channels of one panel for output pixels [<paramref name="begin"/>, <paramref name="end"/>) of all images together.</summary>
    /// <param name="plan">The convolution, of one group.</param>
    /// <param name="inputs">The images, see <see cref="Collect(in ConvolutionShape, ReadOnlySpan{float}, NonZeros)"/>.</param>
    /// <param name="packed">The weight, see <see cref="SparseWeight"/>.</param>
    /// <param name="bias">[Cout], or empty.</param>
    /// <param name="output">[images, OH, OW, Cout].</param>
    /// <param name="panel">Which panel, from 0 to <see cref="SparseWeight.Panels(in ConvolutionShape)"/> less 1.</param>
    /// <param name="begin">First output pixel: image * OH * OW + oh * OW + ow.</param>
    /// <param name="end">One past the last output pixel.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Forward(
        ConvolutionPlan plan, ReadOnlySpan<NonZeros> inputs, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> output, int panel, int begin, int end)
    {
        if (HardwareWidths.Use16)
            Forward<Lanes16>(plan, inputs, packed, bias, output, panel, begin, end);
        else if (HardwareWidths.Use8)
            Forward<Lanes8>(plan, inputs, packed, bias, output, panel, begin, end);
        else if (HardwareWidths.Use4)
            Forward<Lanes4>(plan, inputs, packed, bias, output, panel, begin, end);
        else
            Forward<Lanes1>(plan, inputs, packed, bias, output, panel, begin, end);
    }

    /// <summary>Rows of the list that <see cref="Collect(in ConvolutionShape, ReadOnlySpan{float}, NonZeros)"/> fills.</summary>
    internal static int Rows(in ConvolutionShape shape) => shape.Height * shape.Width * Chunks(shape);

    /// <summary>Rows of that list for each pixel.</summary>
    internal static int Chunks(in ConvolutionShape s) => s.InputChannels % ChunkChannels == 0 ? s.InputChannels / ChunkChannels : 1;

    internal static void Forward<V>(
        ConvolutionPlan plan, ReadOnlySpan<NonZeros> inputs, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> output, int panel, int begin, int end)
        where V : struct, ILanes<V>
    {
        var s = plan.Shape;
        int columns = SparseWeight.Columns(s, V.Count), channel = panel * columns, valid = Math.Min(columns, s.OutputChannels - channel);
        ArgumentOutOfRangeException.ThrowIfLessThan(packed.Length, SparseWeight.Panels(s, columns) * columns * s.Depth, nameof(packed));
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, inputs.Length * s.OutputSize, nameof(output));
        if (!bias.IsEmpty)
            ArgumentOutOfRangeException.ThrowIfLessThan(bias.Length, s.OutputChannels, nameof(bias));
        var block = TermsPerBlock(s, inputs);
        float* sums = stackalloc float[PixelBlock * columns + columns];
        fixed (float* w = packed, b = bias, y = output)
        {
            float* weight = w + (nint)channel * s.Depth, add = b == null ? null : b + channel;
            if (valid < columns && b != null)
            {
                add = sums + PixelBlock * columns;
                new Span<float>(b + channel, valid).CopyTo(new Span<float>(add, columns));
            }

            for (int first = begin; first < end; first += PixelBlock)
            {
                int last = Math.Min(end, first + PixelBlock);
                float* waiting = sums - (nint)first * columns;
                if (valid == columns)
                {
                    ForWidth<V>(s, inputs, new SparsePanel(weight, add, waiting, y + channel, s.OutputChannels, columns), block, first, last);
                    continue;
                }

                ForWidth<V>(s, inputs, new SparsePanel(weight, add, waiting, waiting, columns, columns), block, first, last);
                for (int pixel = first; pixel < last; pixel++)
                    new ReadOnlySpan<float>(waiting + (nint)pixel * columns, valid).CopyTo(new Span<float>(y + (nint)pixel * s.OutputChannels + channel, valid));
            }
        }
    }

    private static void ForWidth<V>(in ConvolutionShape s, ReadOnlySpan<NonZeros> inputs, in SparsePanel panel, (int Rows, int Chunks) block, int first, int last)
        where V : struct, ILanes<V>
    {
        int vectors = panel.Columns / V.Count;
        if (vectors == 8)
            AllTerms<V, SparseVectors.Eight>(s, inputs, panel, block, first, last);
        else if (vectors == 4)
            AllTerms<V, SparseVectors.Four>(s, inputs, panel, block, first, last);
        else if (vectors == 2)
            AllTerms<V, SparseVectors.Two>(s, inputs, panel, block, first, last);
        else
            AllTerms<V, SparseVectors.One>(s, inputs, panel, block, first, last);
    }

    /// <summary>Blocks of terms, and under each of them all pixels.</summary>
    private static void AllTerms<V, TVectors>(in ConvolutionShape s, ReadOnlySpan<NonZeros> inputs, in SparsePanel panel, (int Rows, int Chunks) block, int first, int last)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
    {
        int run = s.KernelWidth * Chunks(s);
        for (int row = 0; row < s.KernelHeight; row += block.Rows)
        {
            int endRow = Math.Min(s.KernelHeight, row + block.Rows);
            for (int from = 0; from < run; from += block.Chunks)
            {
                int to = Math.Min(run, from + block.Chunks);
                var terms = new SparseTerms(row, endRow, from, to, Chunks(s), row == 0 && from == 0, endRow == s.KernelHeight && to == run);
                Pixels<V, TVectors>(s, inputs, panel, terms, first, last);
            }
        }
    }

    private static void Pixels<V, TVectors>(in ConvolutionShape s, ReadOnlySpan<NonZeros> inputs, in SparsePanel panel, in SparseTerms terms, int first, int last)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
    {
        int pixels = s.OutputHeight * s.OutputWidth;
        for (int pixel = first; pixel < last;)
        {
            int image = pixel / pixels, begin = pixel % pixels, end = Math.Min(pixels, begin + last - pixel);
            SparseTile.Run<V, TVectors>(s, inputs[image], panel.At(image * pixels), terms, begin, end);
            pixel += end - begin;
        }
    }

    /// <summary>How many rows of the kernel a block of terms has, or chunks of one row, so that it holds enough active inputs and not more weights than the cache.</summary>
    private static (int Rows, int Chunks) TermsPerBlock(in ConvolutionShape s, ReadOnlySpan<NonZeros> inputs)
    {
        long active = 0;
        foreach (var image in inputs)
            active += image.Count;
        int run = s.KernelWidth * Chunks(s);
        double perChunk = (double)active / Math.Max(1, inputs.Length) / (s.Height * s.Width * Chunks(s));
        double chunks = Math.Max(1, Math.Round(EntriesPerBlock / Math.Max(perChunk, 1e-6)));
        return chunks < run ? (1, (int)chunks) : ((int)Math.Min(s.KernelHeight, chunks / run), run);
    }
}

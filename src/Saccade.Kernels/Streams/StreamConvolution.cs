using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Sparse;

namespace Saccade.Kernels.Streams;

/// <summary>
/// Sums of a convolution of active inputs for a panel of output channels, of some pixels of several time steps: a block of weights stays in the first-level cache while all of these pass, and each weight is read once for
/// all steps. One accumulator for each sum, terms in the order of the dense kernels, so the bits are those of <see cref="ConvolutionReference"/>.
/// </summary>
internal static unsafe class StreamConvolution
{
    private const int MostVectors = 8;

    /// <summary>Output channels of a panel: 1, 2, 4 or 8 vectors.</summary>
    public static int Columns(in ConvolutionShape shape) => Columns(shape, HardwareWidths.Widest);

    /// <summary>Panels.</summary>
    public static int Panels(in ConvolutionShape shape) => SparseWeight.Panels(shape, Columns(shape));

    /// <summary>Floats of a packed weight.</summary>
    public static int Length(in ConvolutionShape shape) => Panels(shape) * Columns(shape) * shape.Depth;

    /// <summary>Packs a weight [KH, KW, Cin, Cout] of one group.</summary>
    public static void Pack(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed) => Pack(shape, weight, packed, Columns(shape));

    /// <summary>Pixels, of all steps together, whose sums had best be made in one call: few where all weights pass at once, so that the sums stay in the nearest cache until they are used.</summary>
    public static int PixelsAtOnce(in ConvolutionShape shape, ReadOnlySpan<ActiveList> steps)
        => StreamTerms.PixelsAtOnce(Terms(shape, steps, Columns(shape)), Columns(shape));

    /// <summary>Adds up the inputs of output pixels [<paramref name="first"/>, <paramref name="last"/>) of every step.</summary>
    /// <param name="shape">The convolution, of one group.</param>
    /// <param name="steps">The active inputs of each step, places in multiples of <see cref="Columns(in ConvolutionShape)"/>.</param>
    /// <param name="areOnes">Whether every active input is 1.</param>
    /// <param name="packed">See <see cref="Pack(in ConvolutionShape, ReadOnlySpan{float}, Span{float})"/>.</param>
    /// <param name="panel">Which panel.</param>
    /// <param name="first">First output pixel.</param>
    /// <param name="last">One past the last.</param>
    /// <param name="sums">Receives [steps, last - first, columns].</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Sum(in ConvolutionShape shape, ReadOnlySpan<ActiveList> steps, bool areOnes, ReadOnlySpan<float> packed, int panel, int first, int last, Span<float> sums)
    {
        if (HardwareWidths.Use16)
            Sum<Lanes16>(shape, steps, areOnes, packed, panel, first, last, sums);
        else if (HardwareWidths.Use8)
            Sum<Lanes8>(shape, steps, areOnes, packed, panel, first, last, sums);
        else if (HardwareWidths.Use4)
            Sum<Lanes4>(shape, steps, areOnes, packed, panel, first, last, sums);
        else
            Sum<Lanes1>(shape, steps, areOnes, packed, panel, first, last, sums);
    }

    internal static int Columns(in ConvolutionShape shape, int widest)
    {
        int vectors = 1;
        while (vectors < MostVectors && vectors * widest < shape.OutputChannels)
            vectors *= 2;
        return vectors * widest;
    }

    internal static void Pack(in ConvolutionShape shape, ReadOnlySpan<float> weight, Span<float> packed, int columns)
    {
        for (int panel = 0; panel < SparseWeight.Panels(shape, columns); panel++)
            SparseWeight.PackPanel(shape, weight, packed, panel, columns);
    }

    internal static void Sum<V>(in ConvolutionShape shape, ReadOnlySpan<ActiveList> steps, bool areOnes, ReadOnlySpan<float> packed, int panel, int first, int last, Span<float> sums)
        where V : struct, ILanes<V>
    {
        int columns = Columns(shape, V.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(packed.Length, (panel + 1) * columns * shape.Depth, nameof(packed));
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, steps.Length * (last - first) * columns, nameof(sums));
        fixed (float* w = packed, y = sums)
        {
            var task = new PanelTask(w + ((nint)panel * columns * shape.Depth), y, columns, first, last, areOnes);
            if (columns == 8 * V.Count)
                Blocks<V, SparseVectors.Eight>(shape, steps, task);
            else if (columns == 4 * V.Count)
                Blocks<V, SparseVectors.Four>(shape, steps, task);
            else if (columns == 2 * V.Count)
                Blocks<V, SparseVectors.Two>(shape, steps, task);
            else
                Blocks<V, SparseVectors.One>(shape, steps, task);
        }
    }

    private static StreamTerms Terms(in ConvolutionShape s, ReadOnlySpan<ActiveList> steps, int columns)
    {
        double entries = 0;
        foreach (var step in steps)
            entries += (double)step.Entries / steps.Length;
        return new StreamTerms(s, entries, s.InputChannels / StreamTerms.Chunks(s), sizeof(float) * (long)columns * s.InputChannels / StreamTerms.Chunks(s));
    }

    /// <summary>Blocks of terms, and under each of them the pixels of all steps.</summary>
    private static void Blocks<V, TVectors>(in ConvolutionShape s, ReadOnlySpan<ActiveList> steps, in PanelTask task)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
    {
        var terms = Terms(s, steps, task.Columns);
        for (int row = 0; row < s.KernelHeight; row += terms.Rows)
        {
            for (int from = 0; from < terms.Run; from += terms.ChunksOfBlock)
            {
                var block = new StreamBlock(row, Math.Min(s.KernelHeight, row + terms.Rows), from, Math.Min(terms.Run, from + terms.ChunksOfBlock), row == 0 && from == 0);
                for (int step = 0; step < steps.Length; step++)
                {
                    float* sums = task.Sums + ((nint)step * (task.Last - task.First) * task.Columns);
                    if (task.AreOnes)
                        Pixels<V, TVectors, SparseValue.Unit>(s, steps[step], task, block, sums);
                    else
                        Pixels<V, TVectors, SparseValue.Own>(s, steps[step], task, block, sums);
                }
            }
        }
    }

    private static void Pixels<V, TVectors, TValue>(in ConvolutionShape s, ActiveList list, in PanelTask task, in StreamBlock block, float* sums)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
        where TValue : struct, SparseValue.IKind
    {
        int width = s.OutputWidth, chunks = StreamTerms.Chunks(s), line = StreamTerms.Line(s), columns = TVectors.Count * V.Count;
        int top = (task.First / width * s.Stride) - s.Padding, left = (task.First % width * s.Stride) - s.Padding, right = (width * s.Stride) - s.Padding;
        nint shiftPerPixel = (nint)s.InputChannels * columns, shiftPerRow = s.KernelWidth * shiftPerPixel;
        var value = V.Broadcast(1);
        fixed (int* places = list.Places, values = list.Values, starts = list.Starts)
        {
            for (int pixel = task.First; pixel < task.Last; pixel++, sums += columns, left += s.Stride)
            {
                if (left == right)
                    (left, top) = (-s.Padding, top + s.Stride);
                V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
                if (!block.IsFirst)
                    SparseVectors.Load<V, TVectors>(sums, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                int from = Math.Clamp((left * chunks) + block.Begin, 0, line), to = Math.Clamp((left * chunks) + block.End, 0, line);
                int stopRow = Math.Min(block.EndRow, s.Height - top);
                for (int row = Math.Max(block.Row, -top); row < stopRow; row++)
                {
                    int* start = starts + ((nint)(top + row) * (line + 1));
                    int* i = places + start[from], stop = places + start[to];
                    float* x = (float*)values + start[from];
                    float* weight = task.Weight + (row * shiftPerRow) - (left * shiftPerPixel);
                    for (; i < stop; i++, x++)
                    {
                        if (TValue.IsOwn)
                            value = V.Broadcast(*x);
                        SparseVectors.Add<V, TVectors, TValue>(value, weight + *i, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                    }
                }

                SparseVectors.Store<V, TVectors>(sums, s0, s1, s2, s3, s4, s5, s6, s7);
            }
        }
    }

    /// <summary>A panel of weights [depth, columns], and the pixels whose sums are wanted.</summary>
    private readonly struct PanelTask(float* weight, float* sums, int columns, int first, int last, bool areOnes)
    {
        public readonly float* Weight = weight;

        public readonly float* Sums = sums;

        public readonly int Columns = columns;

        public readonly int First = first;

        public readonly int Last = last;

        public readonly bool AreOnes = areOnes;
    }
}

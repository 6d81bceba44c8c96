using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Sparse;

namespace Saccade.Kernels.Streams;

/// <summary>
/// Sums of a convolution of whole numbers with weights of 8 bits. Inputs are taken in pairs of neighbouring channels of which at least one is not 0: one instruction multiplies both with their weights for 32 output channels and
/// adds the two products in 16 bits. So many pairs are added in 16 bits as cannot overflow (<see cref="PairWeight.Room"/>), and those sums in 32. Exact, so neither order, blocks nor vector width change a sum.
/// </summary>
/// <remarks>Vectors are 512 bits wide everywhere: where the processor has none of that width, they are computed in parts.</remarks>
/// <seealso cref="ConvolutionReference"/>
internal static unsafe class PairConvolution
{
    private const int Lanes = 32;

    /// <summary>Pixels, of all steps together, whose sums had best be made in one call: few where all weights pass at once, so that the sums stay in the nearest cache until they are used.</summary>
    public static int PixelsAtOnce(PairWeight weight, ReadOnlySpan<ActiveList> steps)
        => StreamTerms.PixelsAtOnce(Terms(weight.Shape, steps, PairWeight.Columns(weight.Shape)), PairWeight.Columns(weight.Shape));

    /// <summary>Adds up the inputs of output pixels [<paramref name="first"/>, <paramref name="last"/>) of every step.</summary>
    /// <param name="weight">The weights.</param>
    /// <param name="steps">The active pairs of each step, places in multiples of <see cref="PairWeight.Columns"/>.</param>
    /// <param name="panel">Which panel.</param>
    /// <param name="first">First output pixel.</param>
    /// <param name="last">One past the last.</param>
    /// <param name="sums">Receives [steps, last - first, columns], each sum as a float (rounded beyond 2^24).</param>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public static void Sum(PairWeight weight, ReadOnlySpan<ActiveList> steps, int panel, int first, int last, Span<float> sums)
    {
        var shape = weight.Shape;
        int columns = PairWeight.Columns(shape), depth = shape.KernelHeight * shape.KernelWidth * PairWeight.Channels(shape);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)panel, (uint)PairWeight.Panels(shape), nameof(panel));
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, steps.Length * (last - first) * columns, nameof(sums));
        fixed (sbyte* w = weight.Packed)
        fixed (float* y = sums)
        {
            var task = new PanelTask(w + ((nint)panel * columns * depth), (int*)y, columns, first, last, weight.Room);
            if (columns == 8 * Lanes)
                Blocks<SparseVectors.Eight>(shape, steps, task);
            else if (columns == 4 * Lanes)
                Blocks<SparseVectors.Four>(shape, steps, task);
            else if (columns == 2 * Lanes)
                Blocks<SparseVectors.Two>(shape, steps, task);
            else
                Blocks<SparseVectors.One>(shape, steps, task);
            int all = steps.Length * (last - first) * columns;
            for (int i = 0; i < all; i += Vector512<int>.Count)
                Vector512.ConvertToSingle(Vector512.Load((int*)y + i)).Store(y + i);
        }
    }

    private static StreamTerms Terms(in ConvolutionShape s, ReadOnlySpan<ActiveList> steps, int columns)
    {
        double entries = 0;
        foreach (var step in steps)
            entries += (double)step.Entries / steps.Length;
        return new StreamTerms(s, entries, PairWeight.Channels(s) / 2 / StreamTerms.Chunks(s), (long)columns * PairWeight.Channels(s) / StreamTerms.Chunks(s));
    }

    /// <summary>Blocks of terms, and under each of them the pixels of all steps.</summary>
    private static void Blocks<TVectors>(in ConvolutionShape s, ReadOnlySpan<ActiveList> steps, in PanelTask task)
        where TVectors : struct, SparseVectors.ICount
    {
        var terms = Terms(s, steps, task.Columns);
        for (int row = 0; row < s.KernelHeight; row += terms.Rows)
        {
            for (int from = 0; from < terms.Run; from += terms.ChunksOfBlock)
            {
                var block = new StreamBlock(row, Math.Min(s.KernelHeight, row + terms.Rows), from, Math.Min(terms.Run, from + terms.ChunksOfBlock), row == 0 && from == 0);
                for (int step = 0; step < steps.Length; step++)
                    Pixels<TVectors>(s, steps[step], task, block, task.Sums + ((nint)step * (task.Last - task.First) * task.Columns));
            }
        }
    }

    private static void Pixels<TVectors>(in ConvolutionShape s, ActiveList list, in PanelTask task, in StreamBlock block, int* sums)
        where TVectors : struct, SparseVectors.ICount
    {
        int width = s.OutputWidth, chunks = StreamTerms.Chunks(s), line = StreamTerms.Line(s), columns = TVectors.Count * Lanes;
        int top = (task.First / width * s.Stride) - s.Padding, left = (task.First % width * s.Stride) - s.Padding, right = (width * s.Stride) - s.Padding;
        nint shiftPerPixel = (nint)PairWeight.Channels(s) * columns, shiftPerRow = s.KernelWidth * shiftPerPixel;
        fixed (int* places = list.Places, values = list.Values, starts = list.Starts)
        {
            for (int pixel = task.First; pixel < task.Last; pixel++, sums += columns, left += s.Stride)
            {
                if (left == right)
                    (left, top) = (-s.Padding, top + s.Stride);
                Vector512<short> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
                int room = task.Room, from = Math.Clamp((left * chunks) + block.Begin, 0, line), to = Math.Clamp((left * chunks) + block.End, 0, line);
                bool isFirst = block.IsFirst;
                int stopRow = Math.Min(block.EndRow, s.Height - top);
                for (int row = Math.Max(block.Row, -top); row < stopRow; row++)
                {
                    int* start = starts + ((nint)(top + row) * (line + 1));
                    sbyte* weight = task.Weight + (row * shiftPerRow) - (left * shiftPerPixel);
                    for (int i = start[from], end = start[to]; i < end;)
                    {
                        int until = Math.Min(end - i, room) + i;
                        room -= until - i;
                        for (; i < until; i++)
                        {
                            var x = Vector512.Create(values[i]).AsByte();
                            sbyte* w = weight + places[i];
                            a += Products(x, w);
                            if (TVectors.Count >= 2)
                                b += Products(x, w + (2 * Lanes));
                            if (TVectors.Count >= 4)
                                (c, d) = (c + Products(x, w + (4 * Lanes)), d + Products(x, w + (6 * Lanes)));
                            if (TVectors.Count >= 8)
                            {
                                (e, f) = (e + Products(x, w + (8 * Lanes)), f + Products(x, w + (10 * Lanes)));
                                (g, h) = (g + Products(x, w + (12 * Lanes)), h + Products(x, w + (14 * Lanes)));
                            }
                        }

                        if (room == 0)
                        {
                            Widen<TVectors>(a, b, c, d, e, f, g, h, sums, isFirst);
                            (a, b, c, d, e, f, g, h) = (default, default, default, default, default, default, default, default);
                            (room, isFirst) = (task.Room, false);
                        }
                    }
                }

                Widen<TVectors>(a, b, c, d, e, f, g, h, sums, isFirst);
            }
        }
    }

    /// <summary>For each of 32 pairs the sum of the products of two inputs with two weights, which 16 bits hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Products(Vector512<byte> x, sbyte* weight)
    {
        var w = Vector512.Load(weight);
        if (Avx512BW.IsSupported)
            return Avx512BW.MultiplyAddAdjacent(x, w);
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.MultiplyAddAdjacent(x.GetLower(), w.GetLower()), Avx2.MultiplyAddAdjacent(x.GetUpper(), w.GetUpper()));
        Vector512<short> pairs = x.AsInt16(), both = w.AsInt16();
        return ((pairs & Vector512.Create((short)0xff)) * ((both << 8) >> 8)) + ((pairs >>> 8) * (both >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen<TVectors>(
        Vector512<short> a, Vector512<short> b, Vector512<short> c, Vector512<short> d, Vector512<short> e, Vector512<short> f, Vector512<short> g, Vector512<short> h, int* sums, bool isFirst)
        where TVectors : struct, SparseVectors.ICount
    {
        Widen(a, sums, isFirst);
        if (TVectors.Count >= 2)
            Widen(b, sums + Lanes, isFirst);
        if (TVectors.Count >= 4)
        {
            Widen(c, sums + (2 * Lanes), isFirst);
            Widen(d, sums + (3 * Lanes), isFirst);
        }

        if (TVectors.Count >= 8)
        {
            Widen(e, sums + (4 * Lanes), isFirst);
            Widen(f, sums + (5 * Lanes), isFirst);
            Widen(g, sums + (6 * Lanes), isFirst);
            Widen(h, sums + (7 * Lanes), isFirst);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(Vector512<short> sum, int* target, bool isFirst)
    {
        const int half = Lanes / 2;
        var (low, high) = (Vector512.WidenLower(sum), Vector512.WidenUpper(sum));
        if (!isFirst)
            (low, high) = (low + Vector512.Load(target), high + Vector512.Load(target + half));
        low.Store(target);
        high.Store(target + half);
    }

    /// <summary>A panel of weights, and the pixels whose sums are wanted.</summary>
    private readonly struct PanelTask(sbyte* weight, int* sums, int columns, int first, int last, int room)
    {
        public readonly sbyte* Weight = weight;

        public readonly int* Sums = sums;

        public readonly int Columns = columns;

        public readonly int First = first;

        public readonly int Last = last;

        public readonly int Room = room;
    }
}

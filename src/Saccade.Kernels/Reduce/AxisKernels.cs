using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Reduce;

/// <summary>
/// Reductions along one axis of [outer, length, inner] to [outer, inner]. To share the work, give each caller its own range of
/// results. Sums along the innermost axis are those of <see cref="ReduceKernels.Sum(ReadOnlySpan{float})"/>, sums along another
/// those of <see cref="ColumnKernels"/>: the bits depend on the values and the extents only. Where the axis holds samples, sums are taken shard by shard.
/// </summary>
/// <seealso cref="ReduceReference"/>
internal static unsafe class AxisKernels
{
    /// <summary>Results that are worked on together.</summary>
    private const int Block = 512;

    /// <summary>Results [<paramref name="begin"/>, <paramref name="end"/>) of a reduction, each divided by <paramref name="divisor"/>.</summary>
    /// <param name="reduction">What is made of the elements.</param>
    /// <param name="extents">How the axis lies in <paramref name="x"/>.</param>
    /// <param name="x">All values [outer, length, inner].</param>
    /// <param name="divisor">1, or what sums are divided by: their number of terms for a mean.</param>
    /// <param name="y">All results [outer, inner]; only the range is written.</param>
    /// <param name="begin">First result.</param>
    /// <param name="end">One past the last result.</param>
    /// <exception cref="ArgumentException">A length is not that of the extents, or the buffers overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not one of the results.</exception>
    public static void Reduce(Reduction reduction, in AxisExtents extents, ReadOnlySpan<float> x, int divisor, Span<float> y, int begin, int end)
        => Reduce<HardwareWidths>(reduction, extents, x, divisor, y, begin, end);

    /// <summary>The sums of one shard: results [<paramref name="begin"/>, <paramref name="end"/>) of those along an axis that holds samples.</summary>
    /// <param name="extents">How the axis lies in <paramref name="x"/>.</param>
    /// <param name="rows">Which elements of the axis make the shard.</param>
    /// <param name="x">All values [outer, length, inner].</param>
    /// <param name="sums">All sums of the shard [outer, inner]; only the range is written.</param>
    /// <param name="begin">First result.</param>
    /// <param name="end">One past the last result.</param>
    /// <exception cref="ArgumentException">A length is not that of the extents.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not one of the results.</exception>
    public static void SumShard(in AxisExtents extents, in ShardRows rows, ReadOnlySpan<float> x, Span<double> sums, int begin, int end)
        => SumShard<HardwareWidths>(extents, rows, x, sums, begin, end);

    /// <summary>The gradient of the maximum: <c>dy</c> goes to the first element that is the largest, 0 to the others.</summary>
    /// <param name="extents">How the axis lies in <paramref name="x"/>.</param>
    /// <param name="x">All values [outer, length, inner].</param>
    /// <param name="y">The maxima [outer, inner].</param>
    /// <param name="dy">Gradient of the maxima.</param>
    /// <param name="dx">Gradient of the values; only what belongs to the range is written.</param>
    /// <param name="begin">First maximum.</param>
    /// <param name="end">One past the last maximum.</param>
    /// <exception cref="ArgumentException">A length is not that of the extents, or the buffers overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not one of the maxima.</exception>
    public static void MaxGradient(
        in AxisExtents extents, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int begin, int end)
        => MaxGradient<HardwareWidths>(extents, x, y, dy, dx, begin, end);

    internal static void Reduce<TWidths>(Reduction reduction, in AxisExtents extents, ReadOnlySpan<float> x, int divisor, Span<float> y, int begin, int end)
        where TWidths : struct, ILaneWidths
    {
        Check(extents, x, y, begin, end);
        if (extents.Inner == 1 && reduction != Reduction.ArgMax)
        {
            for (int row = begin; row < end; row++)
            {
                var values = x.Slice(row * extents.Length, extents.Length);
                y[row] = reduction == Reduction.Sum ? (float)ReduceKernels.Sum<TWidths>(values) / divisor : ReduceKernels.Max<TWidths>(values);
            }

            return;
        }

        fixed (float* px = x, py = y)
        {
            for (int i = begin, count; i < end; i += count)
            {
                int outer = i / extents.Inner, column = i % extents.Inner;
                count = Math.Min(Math.Min(Block, extents.Inner - column), end - i);
                float* from = px + (nint)outer * extents.Length * extents.Inner + column;
                if (reduction == Reduction.Sum)
                    SumColumns<TWidths>(from, extents, divisor, py + i, count);
                else
                    LaneLoop.Run<TWidths, LargestLoop>(new(from, extents.Length, extents.Inner, reduction == Reduction.ArgMax, py + i), count);
            }
        }
    }

    internal static void SumShard<TWidths>(in AxisExtents extents, in ShardRows rows, ReadOnlySpan<float> x, Span<double> sums, int begin, int end)
        where TWidths : struct, ILaneWidths
    {
        SpanChecks.Length(x.Length, extents.Count, "x", "the elements of the extents");
        SpanChecks.Length(sums.Length, extents.Others, "sums", "one for each element across the axis");
        SpanChecks.Interval(begin, end, sums.Length);
        float* block = stackalloc float[Block];
        fixed (float* px = x)
        {
            for (int i = begin, count; i < end; i += count)
            {
                int outer = i / extents.Inner, column = i % extents.Inner;
                count = Math.Min(Math.Min(Block, extents.Inner - column), end - i);
                if (extents.Inner == 1)
                    sums[i] = ReduceKernels.Sum<TWidths>(x.Slice(i * extents.Length, extents.Length), rows);
                else
                    SumColumns<TWidths>(px + (nint)outer * extents.Length * extents.Inner + column, rows, extents.Inner, block, sums.Slice(i, count));
            }
        }
    }

    internal static void MaxGradient<TWidths>(
        in AxisExtents extents, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int begin, int end)
        where TWidths : struct, ILaneWidths
    {
        Check(extents, x, y, begin, end);
        Check(extents, dx, dy, begin, end);
        SpanChecks.NoPartialOverlap(x, dx, nameof(x), nameof(dx));
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
        {
            for (int i = begin, count; i < end; i += count)
            {
                int outer = i / extents.Inner, column = i % extents.Inner;
                count = Math.Min(extents.Inner - column, end - i);
                nint start = (nint)outer * extents.Length * extents.Inner + column;
                LaneLoop.Run<TWidths, LargestGradientLoop>(new(px + start, extents.Length, extents.Inner, py + i, pdy + i, pdx + start), count);
            }
        }
    }

    /// <summary>Sums in the order of the axis: float32 within a chunk of rows, float64 over chunks.</summary>
    private static void SumColumns<TWidths>(float* x, in AxisExtents extents, int divisor, float* y, int count)
        where TWidths : struct, ILaneWidths
    {
        var rows = new ShardRows(0, extents.Length, extents.Length, 1);
        if (extents.Length <= ColumnKernels.ChunkRows)
        {
            ColumnKernels.SumRows<TWidths>(x, new ShardChunk(rows, 0, extents.Length), extents.Inner, count, y);
        }
        else
        {
            Span<double> totals = stackalloc double[count];
            SumColumns<TWidths>(x, rows, extents.Inner, y, totals);
            for (int c = 0; c < count; c++)
                y[c] = (float)totals[c];
        }

        if (divisor != 1)
            LaneLoop.Run<TWidths, DivideLoop>(new(y, divisor), count);
    }

    private static void SumColumns<TWidths>(float* x, in ShardRows rows, int inner, float* chunk, Span<double> totals)
        where TWidths : struct, ILaneWidths
    {
        const int Rows = ColumnKernels.ChunkRows;
        totals.Clear();
        for (int first = 0; first < rows.Count; first += Rows)
        {
            ColumnKernels.SumRows<TWidths>(x, new ShardChunk(rows, first, Math.Min(Rows, rows.Count - first)), inner, totals.Length, chunk);
            for (int c = 0; c < totals.Length; c++)
                totals[c] += chunk[c];
        }
    }

    private static void Check(in AxisExtents extents, ReadOnlySpan<float> whole, ReadOnlySpan<float> reduced, int begin, int end)
    {
        SpanChecks.Length(whole.Length, extents.Count, "x", "the elements of the extents");
        SpanChecks.Length(reduced.Length, extents.Others, "y", "one for each element across the axis");
        SpanChecks.NoOverlap(whole, reduced, "x", "y");
        SpanChecks.Interval(begin, end, reduced.Length);
    }

    private readonly struct DivideLoop(float* values, float divisor) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* y = values;
            var by = V.Broadcast(divisor);
            for (; i + V.Count <= end; i += V.Count)
                V.Store(V.Load(y + i) / by, y + i);
            return i;
        }
    }

    /// <summary>The largest element of each column, or its index; comparisons with NaN are false, so NaN never win.</summary>
    private readonly struct LargestLoop(float* input, int rows, nint stride, bool wantsIndex, float* output) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* x = input, y = output;
            nint step = stride;
            for (; i + V.Count <= end; i += V.Count)
            {
                V best = V.Broadcast(float.NegativeInfinity), index = V.Zero;
                float* p = x + i;
                for (int row = 0; row < rows; row++, p += step)
                {
                    var next = V.Load(p);
                    index = V.SelectGreater(next, best, V.Broadcast(row), index);
                    best = V.SelectGreater(next, best, next, best);
                }

                V.Store(wantsIndex ? index : best + V.Zero, y + i); // -0 + 0 = +0
            }

            return i;
        }
    }

    private readonly struct LargestGradientLoop(float* input, int rows, nint stride, float* largest, float* outputGradient, float* inputGradient) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* x = input, dx = inputGradient;
            nint step = stride;
            for (; i + V.Count <= end; i += V.Count)
            {
                V best = V.Load(largest + i), left = V.Load(outputGradient + i);
                nint at = i;
                for (int row = 0; row < rows; row++, at += step)
                {
                    var value = V.Load(x + at);
                    V.Store(V.SelectGreaterOrEqual(value, best, left, V.Zero), dx + at);
                    left = V.SelectGreaterOrEqual(value, best, V.Zero, left);
                }
            }

            return i;
        }
    }
}

using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Reduce;

/// <summary>
/// Full reductions of flat buffers. Sums are taken over chunks of <see cref="ChunkLength"/> elements, in float32 and with 16
/// partial sums at every lane width (element i of a chunk goes to partial sum i mod 16), which are then added in float64 in a
/// fixed order. So the bits depend on the elements and their number only, not on the CPU and not on who computes which chunk.
/// </summary>
/// <remarks>
/// The whole-buffer methods and the chunk methods followed by <see cref="CombineChunks"/> give the same bits.
/// </remarks>
/// <seealso cref="ReduceReference"/>
internal static unsafe class ReduceKernels
{
    /// <summary>Number of elements that are summed in float32 before float64 takes over.</summary>
    public const int ChunkLength = 4096;

    /// <summary>The number of chunks of a buffer of <paramref name="length"/> elements; the last may be shorter.</summary>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static int ChunkCount(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return (int)(((long)length + ChunkLength - 1) / ChunkLength);
    }

    /// <summary>The sum of all elements; 0 for none.</summary>
    /// <param name="x">The elements.</param>
    public static double Sum(ReadOnlySpan<float> x) => Sum<HardwareWidths>(x);

    /// <summary>The sum of <c>x[i] * y[i]</c>, accumulated with fused multiply-add; 0 for none.</summary>
    /// <param name="x">First factors.</param>
    /// <param name="y">Second factors, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Dot<HardwareWidths>(x, y);

    /// <summary>The sum of <c>x[i] * y[i]</c> over the elements of a shard: run by run as <see cref="Dot(ReadOnlySpan{float}, ReadOnlySpan{float})"/>, the runs added in float64 in their order.</summary>
    /// <param name="x">First factors, of all shards.</param>
    /// <param name="y">Second factors, as many.</param>
    /// <param name="rows">Which elements make the shard.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, in ShardRows rows)
    {
        double sum = 0;
        foreach (var (first, count) in new ShardChunk(rows, 0, rows.Count))
            sum += Dot<HardwareWidths>(x.Slice(first, count), y.Slice(first, count));
        return sum;
    }

    /// <summary>The sum of <c>x[i]^2</c>, accumulated with fused multiply-add: the square of the L2 norm.</summary>
    /// <param name="x">The elements.</param>
    public static double SumSquares(ReadOnlySpan<float> x) => Dot<HardwareWidths>(x, x);

    /// <summary>The largest element; NaN are ignored, minus infinity if there is nothing else. A zero result is +0.</summary>
    /// <param name="x">The elements.</param>
    public static float Max(ReadOnlySpan<float> x) => Max<HardwareWidths>(x);

    /// <summary>The number of elements that are not 0 (neither +0 nor -0); NaN counts.</summary>
    /// <param name="x">The elements.</param>
    public static long CountNonZero(ReadOnlySpan<float> x) => CountNonZero<HardwareWidths>(x);

    /// <summary>Writes the sums of some chunks of a buffer.</summary>
    /// <param name="x">The whole buffer.</param>
    /// <param name="firstChunk">The chunk of the first partial sum.</param>
    /// <param name="partials">One sum for each chunk from <paramref name="firstChunk"/> on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many chunks.</exception>
    public static void SumChunks(ReadOnlySpan<float> x, int firstChunk, Span<double> partials)
    {
        SpanChecks.Range(firstChunk, partials.Length, ChunkCount(x.Length));
        for (int i = 0; i < partials.Length; i++)
        {
            var chunk = Chunk(x, firstChunk + i);
            partials[i] = Fold<HardwareWidths, SumFold>(chunk, chunk);
        }
    }

    /// <summary>Writes the sums of <c>x[i] * y[i]</c> over some chunks; with the same buffer twice, sums of squares.</summary>
    /// <param name="x">First factors, the whole buffer.</param>
    /// <param name="y">Second factors, as many.</param>
    /// <param name="firstChunk">The chunk of the first partial sum.</param>
    /// <param name="partials">One sum for each chunk from <paramref name="firstChunk"/> on.</param>
    /// <exception cref="ArgumentException">The lengths of the factors differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many chunks.</exception>
    public static void DotChunks(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int firstChunk, Span<double> partials)
    {
        SpanChecks.Length(y.Length, x.Length, nameof(y), "as many as 'x'");
        SpanChecks.Range(firstChunk, partials.Length, ChunkCount(x.Length));
        for (int i = 0; i < partials.Length; i++)
            partials[i] = Fold<HardwareWidths, DotFold>(Chunk(x, firstChunk + i), Chunk(y, firstChunk + i));
    }

    /// <summary>Adds the sums of all chunks in their order.</summary>
    /// <param name="partials">The sums of chunk 0, 1, ...</param>
    public static double CombineChunks(ReadOnlySpan<double> partials)
    {
        double sum = 0;
        foreach (double partial in partials)
            sum += partial;
        return sum;
    }

    internal static double Sum<TWidths>(ReadOnlySpan<float> x)
        where TWidths : struct, ILaneWidths
    {
        double sum = 0;
        for (int start = 0; start < x.Length; start += ChunkLength)
        {
            var chunk = x.Slice(start, Math.Min(ChunkLength, x.Length - start));
            sum += Fold<TWidths, SumFold>(chunk, chunk);
        }

        return sum;
    }

    /// <summary>The sum over the elements of a shard: run by run, the runs added in float64 in their order.</summary>
    internal static double Sum<TWidths>(ReadOnlySpan<float> x, in ShardRows rows)
        where TWidths : struct, ILaneWidths
    {
        double sum = 0;
        foreach (var (first, count) in new ShardChunk(rows, 0, rows.Count))
            sum += Sum<TWidths>(x.Slice(first, count));
        return sum;
    }

    internal static double Dot<TWidths>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TWidths : struct, ILaneWidths
    {
        SpanChecks.Length(y.Length, x.Length, nameof(y), "as many as 'x'");
        double sum = 0;
        for (int start = 0; start < x.Length; start += ChunkLength)
        {
            int length = Math.Min(ChunkLength, x.Length - start);
            sum += Fold<TWidths, DotFold>(x.Slice(start, length), y.Slice(start, length));
        }

        return sum;
    }

    internal static float Max<TWidths>(ReadOnlySpan<float> x)
        where TWidths : struct, ILaneWidths
    {
        float max = float.NegativeInfinity;
        fixed (float* px = x)
            LaneLoop.Run<TWidths, MaxLoop>(new(px, &max), x.Length);
        return max + 0f; // -0 + 0 = +0: which zero wins would depend on the width
    }

    internal static long CountNonZero<TWidths>(ReadOnlySpan<float> x)
        where TWidths : struct, ILaneWidths
    {
        long count = 0;
        fixed (float* px = x)
            LaneLoop.Run<TWidths, CountLoop>(new(px, &count), x.Length);
        return count;
    }

    private static ReadOnlySpan<float> Chunk(ReadOnlySpan<float> x, int chunk)
    {
        int start = chunk * ChunkLength;
        return x.Slice(start, Math.Min(ChunkLength, x.Length - start));
    }

    private static double Fold<TWidths, TFold>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TWidths : struct, ILaneWidths
        where TFold : struct, IFold
    {
        fixed (float* px = x, py = y)
            return FixedFold.Run<TWidths, TFold>(px, py, x.Length);
    }
}

using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Reduce;

/// <summary>
/// Sums over the rows of a [rows, channels] buffer. A chunk of <see cref="ChunkRows"/> rows is summed in float32 in the order
/// of its rows, each channel by one lane; chunks are added in float64 in their order. So the bits depend on the values and
/// the number of rows only, and chunks may be computed by different threads.
/// </summary>
/// <seealso cref="ReduceReference"/>
internal static unsafe class ColumnKernels
{
    /// <summary>Rows that are summed in float32 before float64 takes over; chosen by shape only.</summary>
    public const int ChunkRows = 256;

    /// <summary>Elements of a tile: where the channels are not a multiple of the lanes, the rest finds its rows in the cache.</summary>
    private const int TileElements = 4096;

    /// <summary>The number of chunks of <paramref name="rows"/> rows; the last may be shorter.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static int ChunkCount(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return (int)(((long)rows + ChunkRows - 1) / ChunkRows);
    }

    /// <summary>Sums one chunk of rows: <c>partial[c] = sum over the rows r of the chunk of x[r, c]</c>.</summary>
    /// <param name="x">The whole buffer [rows, channels].</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="partial">Its sums [channels].</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chunk.</exception>
    public static void SumChunk(ReadOnlySpan<float> x, int channels, int chunk, Span<float> partial)
        => SumChunk<HardwareWidths>(x, channels, chunk, partial);

    /// <summary>Adds the sums of all chunks in their order: <c>sums[c] = sum over k of partials[k, c]</c>.</summary>
    /// <param name="partials">The sums of the chunks [chunks, channels].</param>
    /// <param name="sums">The sums over all rows [channels].</param>
    /// <exception cref="ArgumentException">The partial sums are not whole rows of channels.</exception>
    public static void CombineChunks(ReadOnlySpan<float> partials, Span<float> sums)
    {
        int channels = sums.Length;
        int chunks = SpanChecks.Rows(partials.Length, channels, nameof(partials));
        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            for (int k = 0; k < chunks; k++)
                sum += partials[k * channels + c];
            sums[c] = (float)sum;
        }
    }

    /// <summary>Rows of a tile. Rows are taken in their order whatever the tiles, so this changes no bits.</summary>
    internal static int TileRows(int channels) => Math.Max(4, TileElements / channels);

    internal static void SumChunk<TWidths>(ReadOnlySpan<float> x, int channels, int chunk, Span<float> partial)
        where TWidths : struct, ILaneWidths
    {
        var part = Chunk(x, channels, chunk, nameof(x));
        SpanChecks.Length(partial.Length, channels, nameof(partial), "one for each channel");
        fixed (float* px = part, ps = partial)
            SumRows<TWidths>(px, part.Length / channels, channels, channels, ps);
    }

    /// <summary>The rows of one chunk, checked.</summary>
    internal static ReadOnlySpan<float> Chunk(ReadOnlySpan<float> x, int channels, int chunk, string name)
    {
        int rows = SpanChecks.Rows(x.Length, channels, name);
        SpanChecks.Chunk(chunk, ChunkCount(rows));
        int first = chunk * ChunkRows;
        return x.Slice(first * channels, Math.Min(ChunkRows, rows - first) * channels);
    }

    /// <summary>Sums rows, <paramref name="stride"/> elements apart, in their order, in tiles that are read in the order of memory.</summary>
    internal static void SumRows<TWidths>(float* x, int rows, nint stride, int channels, float* sums)
        where TWidths : struct, ILaneWidths
    {
        new Span<float>(sums, channels).Clear();
        int step = TileRows(channels);
        for (int r = 0; r < rows; r += step)
        {
            var tile = new SumTile(x + r * stride, Math.Min(step, rows - r), stride, sums);
            LaneLoop.Run<TWidths, SumTile>(tile, channels);
        }
    }

    /// <summary>
    /// Adds rows to sums, four at a time: the sums are read and written once for four rows, and memory is read as four
    /// streams in ascending order, which prefetchers like better than a column of each row.
    /// </summary>
    private readonly struct SumTile(float* input, int rows, nint stride, float* sums) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            float* x0 = input, s = sums;
            nint step = stride, stop = end - (end - start) % V.Count;
            int left = rows;
            for (; left >= 4; left -= 4, x0 += 4 * step)
            {
                float* x1 = x0 + step, x2 = x1 + step, x3 = x2 + step;
                for (nint c = start; c < stop; c += V.Count)
                    V.Store(V.Load(s + c) + V.Load(x0 + c) + V.Load(x1 + c) + V.Load(x2 + c) + V.Load(x3 + c), s + c);
            }

            for (; left > 0; left--, x0 += step)
            {
                for (nint c = start; c < stop; c += V.Count)
                    V.Store(V.Load(s + c) + V.Load(x0 + c), s + c);
            }

            return stop;
        }
    }
}

using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Reduce;

/// <summary>
/// Sums over the rows of a [rows, channels] buffer. A chunk of <see cref="ChunkRows"/> rows of a shard is summed in float32 in the order
/// of its rows, each channel by one lane; chunks are added in float64 in their order, and so are the shards in that of their tree. So the bits depend on the
/// values, the number of rows and the shards only, and chunks may be computed by different threads.
/// </summary>
/// <seealso cref="ReduceReference"/>
internal static unsafe class ColumnKernels
{
    /// <summary>Rows that are summed in float32 before float64 takes over; chosen by shape only.</summary>
    public const int ChunkRows = 256;

    /// <summary>Elements of a tile: where the channels are not a multiple of the lanes, the rest finds its rows in the cache.</summary>
    private const int TileElements = 4096;

    /// <summary>The number of chunks, shard after shard.</summary>
    public static int ChunkCount(in Shards shards) => shards.Chunks(ChunkRows);

    /// <summary>Sums one chunk of rows: <c>partial[c] = sum over the rows r of the chunk of x[r, c]</c>.</summary>
    /// <param name="x">The whole buffer [rows, channels].</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="chunk">The chunk, from 0.</param>
    /// <param name="partial">Its sums [channels].</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chunk.</exception>
    public static void SumChunk(ReadOnlySpan<float> x, int channels, in Shards shards, int chunk, Span<float> partial)
        => SumChunk<HardwareWidths>(x, channels, shards, chunk, partial);

    /// <summary>Adds the sums of the chunks of each shard in their order.</summary>
    /// <param name="partials">The sums of the chunks [chunks, channels].</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="sums">The sums of the shards [shards, channels].</param>
    /// <exception cref="ArgumentException">There are not as many partial sums.</exception>
    public static void CombineChunks(ReadOnlySpan<float> partials, in Shards shards, Span<double> sums)
    {
        int channels = sums.Length / Math.Max(1, shards.Count);
        SpanChecks.Length(partials.Length, (long)ChunkCount(shards) * channels, nameof(partials), "[chunks, channels]");
        sums.Clear();
        for (int shard = 0; shard < shards.Count; shard++)
        {
            var sum = sums.Slice(shard * channels, channels);
            for (int left = shards.Chunks(shard, ChunkRows); left > 0; left--, partials = partials[channels..])
            {
                for (int c = 0; c < sum.Length; c++)
                    sum[c] += partials[c];
            }
        }
    }

    /// <summary>Adds the sums of the shards and rounds: <c>sums[c]</c> for all rows.</summary>
    /// <param name="shards">The sums of the shards [shards, channels]; overwritten.</param>
    /// <param name="sums">[channels].</param>
    public static void CombineShards(Span<double> shards, Span<float> sums)
    {
        ShardTree.Add(shards, sums.Length);
        for (int c = 0; c < sums.Length; c++)
            sums[c] = shards.IsEmpty ? 0 : (float)shards[c];
    }

    /// <summary>Rows of a tile. Rows are taken in their order whatever the tiles, so this changes no bits.</summary>
    internal static int TileRows(int channels) => Math.Max(4, TileElements / channels);

    internal static void SumChunk<TWidths>(ReadOnlySpan<float> x, int channels, in Shards shards, int chunk, Span<float> partial)
        where TWidths : struct, ILaneWidths
    {
        var rows = Chunk(x, channels, shards, chunk, nameof(x));
        SpanChecks.Length(partial.Length, channels, nameof(partial), "one for each channel");
        fixed (float* px = x, ps = partial)
            SumRows<TWidths>(px, rows, channels, channels, ps);
    }

    /// <summary>The rows of one chunk, checked.</summary>
    internal static ShardChunk Chunk(ReadOnlySpan<float> x, int channels, in Shards shards, int chunk, string name)
    {
        SpanChecks.Length(SpanChecks.Rows(x.Length, channels, name), shards.Rows, name, "the rows of the shards");
        SpanChecks.Chunk(chunk, ChunkCount(shards));
        return shards.Chunk(chunk, ChunkRows);
    }

    /// <summary>Sums rows, <paramref name="stride"/> elements apart, in their order, in tiles that are read in the order of memory.</summary>
    internal static void SumRows<TWidths>(float* x, in ShardChunk rows, nint stride, int channels, float* sums)
        where TWidths : struct, ILaneWidths
    {
        new Span<float>(sums, channels).Clear();
        int step = TileRows(channels);
        foreach (var (first, count) in rows)
        {
            for (int r = 0; r < count; r += step)
            {
                var tile = new SumTile(x + (first + r) * stride, Math.Min(step, count - r), stride, sums);
                LaneLoop.Run<TWidths, SumTile>(tile, channels);
            }
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
